package io.millrace.stream;

import java.util.List;
import java.util.Optional;

/** The states of all streams that are served: under the champion, and those of a share of them under a canary. */
final class ServedSlots {
    private final StateSlots champion;
    private final Optional<Canary> canary;
    private final StateSlots tried; // the canary's; null: there is none

    ServedSlots(StreamTask task) {
        this(new StateSlots(task, false), Optional.empty(), null);
    }

    private ServedSlots(StateSlots champion, Optional<Canary> canary, StateSlots tried) {
        this.champion = champion;
        this.canary = canary;
        this.tried = tried;
    }

    /** Streams whose model stays keep their states. */
    ServedSlots successor(Champion.Reign next) {
        boolean stays = champion.task() == next.task();
        return new ServedSlots(
                stays ? champion : champion.successor(next.task()),
                next.canary(),
                next.canary().map(one -> new StateSlots(one.task(), true)).orElse(null));
    }

    /** Whether the canary serves the stream. */
    boolean isTried(StreamKey stream) {
        return canary.isPresent() && canary.get().serves(stream);
    }

    StateSlots of(StreamKey stream) {
        return isTried(stream) ? tried : champion;
    }

    StateSlots of(StreamState stream) {
        return of(stream.key);
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
