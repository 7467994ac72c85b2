package io.millrace.stream;

import java.util.List;
import java.util.Optional;

/** The states of all streams that are served: under the champion, and those of a share of them under a canary. */
final class ServedSlots {
    private final StateSlots champion;
    private final Optional<Canary> canary;
    private final StateSlots tried; // the canary's; null: there is none
    private final int owners; // that there ever were

    ServedSlots(StreamTask task) {
        this(new StateSlots(task, 1, false), Optional.empty(), null, 1);
    }

    private ServedSlots(StateSlots champion, Optional<Canary> canary, StateSlots tried, int owners) {
        this.owners = owners;
        this.champion = champion;
        this.canary = canary;
        this.tried = tried;
    }

    /** Streams whose model stays keep their states. */
    ServedSlots successor(Champion.Reign next) {
        boolean stays = champion.task() == next.task();
        return new ServedSlots(
                stays ? champion : champion.successor(next.task(), owners + 1),
                next.canary(),
                next.canary()
                        .map(one -> new StateSlots(one.task(), owners + 2, true))
                        .orElse(null),
                owners + 2);
    }

    private boolean isTried(StreamKey stream) {
        return canary.isPresent() && canary.get().serves(stream);
    }

    StateSlots of(StreamKey stream) {
        return isTried(stream) ? tried : champion;
    }

    /** Whether the canary serves the stream. */
    boolean isTried(StreamState stream) {
        return canary.isPresent() && canary.get().serves(stream.key());
    }

    StateSlots of(StreamState stream) {
        return isTried(stream) ? tried : champion;
    }

    /** Room for streams of a partition. */
    StreamRows rows(int partition) {
        return champion.rows(partition);
    }

    /** The champion's, then the canary's. */
    List<StateSlots> all() {
        return tried == null ? List.of(champion) : List.of(champion, tried);
    }

    /** The stream as it would be written down. */
    StreamSnapshot snapshot(StreamState stream) {
        return of(stream).snapshot(stream);
    }

    /** Whether some streams may be stale. */
    boolean isMixed() {
        return champion.isMixed() || tried != null;
    }

    /** The state is given up, whichever slab holds it. */
    void release(StreamState stream) {
        all().forEach(slots -> slots.release(stream));
    }

    /** An empty state for a stale stream. One whose last points are not known begins anew. */
    void renew(StreamState stream) {
        release(stream);
        of(stream).renew(stream);
    }

    /** The stream is as before its first point. */
    void clear(StreamState stream) {
        if (of(stream).isStale(stream)) {
            release(stream);
        }
        of(stream).clear(stream);
    }

    /** About what a stream takes, written down, that holds neither last points nor any that wait. */
    int bytes() {
        return champion.snapshots().bytes();
    }
}
