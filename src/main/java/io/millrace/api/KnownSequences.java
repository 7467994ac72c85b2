package io.millrace.api;

import io.millrace.stream.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which sequences have begun and not ended, in the order in which they were last heard of. At most so many, and none for longer
 * than it may be idle. One thread, the event loop's.
 */
final class KnownSequences {
    private final String model;
    private final int most;
    private final long idleMillis;
    private final Map<StreamKey, Long> heard = new LinkedHashMap<>(16, 0.75f, true);
    private List<StreamKey> forgotten = new ArrayList<>();

    /** @param idle after which a sequence is forgotten; empty: never */
    KnownSequences(String model, int most, Optional<Duration> idle) {
        this.model = model;
        this.most = most;
        idleMillis = idle.map(Duration::toMillis).orElse(Long.MAX_VALUE);
    }

    /** Errors: one that is not known and does not begin, and one too many. */
    void admit(InferRequest.Sequence sequence, long now) {
        forgetIdle(now);
        StreamKey key = sequence.key();
        boolean known = heard.containsKey(key);
        if (!known && !sequence.start()) {
            throw ApiException.invalid(unknown(sequence.id(), model)
                    + (idleMillis == Long.MAX_VALUE
                            ? ""
                            : "; one without a request for " + Duration.ofMillis(idleMillis) + " is forgotten"));
        }
        if (!known && heard.size() >= most) {
            throw ApiException.unavailable("sequences: expected at most " + most + " of model '" + model
                    + "' at once, found one more; end some, or raise models." + model + ".api.sequences");
        }
        if (sequence.end()) {
            heard.remove(key);
        } else {
            heard.put(key, now);
        }
    }

    static String unknown(String id, String model) {
        return "inference request for sequence " + Datatype.shorten(id) + " to model '" + model
                + "' must specify the START flag on the first request of the sequence";
    }

    private void forgetIdle(long now) {
        Iterator<Map.Entry<StreamKey, Long>> oldestFirst = heard.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<StreamKey, Long> oldest = oldestFirst.next();
            if (now - oldest.getValue() <= idleMillis) {
                return;
            }
            forgotten.add(oldest.getKey());
            oldestFirst.remove();
        }
    }

    /** Those that were idle for too long, each told once. */
    List<StreamKey> takeForgotten() {
        if (forgotten.isEmpty()) {
            return List.of();
        }
        List<StreamKey> taken = forgotten;
        forgotten = new ArrayList<>();
        return taken;
    }

    int size() {
        return heard.size();
    }
}
