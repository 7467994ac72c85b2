package io.millrace.web;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Predictions that wait for one client, never more than a bound. */
final class Backlog {
    private record StreamOfModel(String model, String stream) {}

    private final WhenSlow policy;
    private final int bound;
    private final Map<Object, LiveRecord> waiting = new LinkedHashMap<>();
    private long dropped;

    Backlog(WhenSlow policy, int bound) {
        this.policy = policy;
        this.bound = bound;
    }

    /** Returns whether it may wait: if not, the client is to be closed. */
    boolean add(LiveRecord record) {
        Object key = policy == WhenSlow.LATEST ? new StreamOfModel(record.model(), record.stream()) : record;
        if (waiting.remove(key) != null) { // removed and put again: the newest waits last
            dropped++;
        } else if (waiting.size() == bound) {
            if (policy == WhenSlow.CLOSE) {
                return false;
            }
            waiting.remove(waiting.keySet().iterator().next());
            dropped++;
        }
        waiting.put(key, record);
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The oldest of one model, up to a number of characters and one beyond it. */
    List<LiveRecord> take(int characters) {
        List<LiveRecord> taken = new ArrayList<>();
        Iterator<LiveRecord> records = waiting.values().iterator();
        for (int size = 0; size < characters && records.hasNext(); ) {
            LiveRecord next = records.next();
            if (!taken.isEmpty() && !taken.get(0).model().equals(next.model())) {
                break;
            }
            taken.add(next);
            records.remove();
            size += next.json().length();
        }
        return taken;
    }

    /** How many were left out since the last call. */
    long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    /** What waits of a model that is not watched any more. */
    void forget(String model) {
        waiting.values().removeIf(record -> record.model().equals(model));
    }
}
