package io.millrace.stream;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One partition: its time, those of its streams that are in memory, and what changed in them since they were last written
 * down. While nothing has, the partition stands at its checkpoint, and only then may anything happen to it that no record
 * brings about: what was written, and the records since, must always lead to where it is.
 */
public final class StreamPartition {
    private static final int FEW = 1000;

    final int number;
    private final StreamTable streams = new StreamTable();
    private final QuietStreams quiet = new QuietStreams(); // all others have changed
    private List<StreamState> changed = new ArrayList<>(); // some of them removed since
    private final Set<StreamKey> gone = new LinkedHashSet<>(); // streams that are written but no more
    private int removed; // of the changed
    private long bytes; // of the changed, beyond what every stream takes
    private long time = Forgetting.NO_TIME;
    private long timeOfCheckpoint = Forgetting.NO_TIME;
    private boolean whole;
    private boolean beside; // those that are served
    private boolean foreign;

    StreamPartition(int number) {
        this.number = number;
    }

    void beside(boolean now) {
        beside = now;
    }

    /** Whether its streams go to the store before another's, where both have quiet ones. */
    boolean goesBefore(StreamPartition other) {
        return beside == other.beside ? quiet.oldest().heard < other.quiet.oldest().heard : beside;
    }

    /** Of those that have not changed, the one not heard of for the longest time; null: there is none. */
    StreamState quietest() {
        return quiet.oldest();
    }

    /** In memory; null: none. */
    StreamState get(StreamKey key) {
        return streams.get(key);
    }

    /** Of those in memory. */
    void forEach(Consumer<StreamState> action) {
        streams.forEach(action);
    }

    /** All streams that were written down are here. */
    public void loaded() {
        quiet.arrange();
        timeOfCheckpoint = time;
    }

    /** Nothing is to be restored any more. */
    public void whole() {
        whole = true;
    }

    boolean isWhole() {
        return whole;
    }

    /** Whether it is whole, and nothing has changed. */
    boolean isAtRest() {
        return whole && !hasChanges();
    }

    /** Milliseconds since 1970; {@link Long#MIN_VALUE}: none yet. */
    public long time() {
        return time;
    }

    /** As it was when changes were last drained. */
    public long timeOfCheckpoint() {
        return timeOfCheckpoint;
    }

    /** A record moves the time. It does not go back; returns what it is. */
    public long advance(long to) {
        time = Math.max(time, to);
        return time;
    }

    /** Time moves by itself, before the first change. */
    public void pass(long to) {
        timeOfCheckpoint = advance(to);
    }

    /** Whether something changed since changes were last drained. */
    public boolean hasChanges() {
        return changed.size() > removed || !gone.isEmpty();
    }

    /** About as many as the changes take, written down. */
    long bytesOfChanges(int perStream) {
        return (long) (changed.size() - removed) * perStream + bytes;
    }

    /** The changelog may hold streams that are not here. */
    void foreign() {
        foreign = true;
    }

    /** A stream that was not there. */
    void add(StreamState stream) {
        streams.add(stream);
        stream.written = foreign;
        quiet.append(stream);
        if (gone.remove(stream.key)) {
            stream.written = true;
            change(stream);
        }
    }

    /** The stream is in memory no longer. */
    void remove(StreamState stream) {
        streams.remove(stream);
        stream.removed = true;
        if (!stream.changed) {
            quiet.remove(stream);
        } else if (++removed > FEW && removed > changed.size() / 2) {
            prune(); // sequences that come and go in between take no room
        }
    }

    /** A point of the stream came. */
    void heard(StreamState stream) {
        if (!stream.changed) {
            quiet.touch(stream);
        }
    }

    /** A stream comes out of the store. */
    void setBack(StreamState stream) {
        if (!stream.changed) {
            quiet.setBack(stream);
        }
    }

    void change(StreamState stream) {
        if (!stream.changed) {
            quiet.remove(stream);
            stream.changed = true;
            changed.add(stream);
            bytes += (long) stream.window.length * Double.BYTES + (stream.order == null ? 0 : stream.order.bytes());
        }
    }

    /** A stream that was removed is no more; that is a change if it has been written down. */
    void gone(StreamState stream) {
        if (stream.written) {
            gone.add(stream.key);
        }
    }

    private void prune() {
        changed.removeIf(stream -> stream.removed);
        removed = 0;
    }

    /** The streams that changed and are still there. */
    List<StreamState> changed() {
        prune();
        return List.copyOf(changed);
    }

    /** Hands over what changed, in the order in which the streams were last heard of: so they are restored, too. */
    void drain(Function<StreamState, StreamSnapshot> snapshots, StreamStates.Changes changes) {
        gone.forEach(key -> changes.forgotten(number, key));
        gone.clear();
        prune();
        quiet.merge(changed);
        for (StreamState stream : changed) {
            stream.changed = false;
            stream.written = true;
            changes.changed(number, stream.key, snapshots.apply(stream));
        }
        changed = new ArrayList<>(); // a cleared one would keep the room it had grown to
        bytes = 0;
        timeOfCheckpoint = time;
    }
}
