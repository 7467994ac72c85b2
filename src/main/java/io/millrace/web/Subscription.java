package io.millrace.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client watches of one model. First come the snapshot and what was missed, read as fast as the client takes it; from
 * where that meets the newest, predictions come as they are committed. Both happen on one thread and go by offsets, so between
 * the two there is neither a gap nor a double.
 */
final class Subscription {
    private static final int FRAME = 32 * 1024; // characters of a frame, about

    private final String model;
    private final LiveFilter filter;
    private final boolean status;
    private final RecentRecords memory;
    private final Map<Integer, Long> next = new TreeMap<>(); // offset, by partition; live: where it is ahead of us
    private final Deque<LiveRecord> snapshot = new ArrayDeque<>();
    private boolean live;
    private boolean reading;
    private boolean ended;

    Subscription(LiveRequest.Subscribe request, RecentRecords memory) {
        this.model = request.model();
        this.filter = request.filter();
        this.status = request.status();
        this.memory = memory;
        next.putAll(memory.positions());
        next.putAll(request.from());
        if (request.snapshot()) {
            memory.newest().stream().filter(filter::includes).forEach(snapshot::add);
        }
    }

    String model() {
        return model;
    }

    LiveFilter filter() {
        return filter;
    }

    boolean status() {
        return status;
    }

    boolean live() {
        return live;
    }

    /** Where it stands: what lies before has been handed over. */
    Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>(next);
        if (live) {
            memory.positions().forEach((partition, reached) -> positions.merge(partition, reached, Math::max));
        }
        return positions;
    }

    /** Whether a prediction that was just committed is to be handed over. */
    boolean wants(LiveRecord record) {
        return live && record.offset() >= next.getOrDefault(record.partition(), 0L) && filter.includes(record);
    }

    /** Whether all who have the same filter want the same of what is committed now. */
    boolean abreast() {
        return live && next.isEmpty();
    }

    /** A partition is about to be followed from an offset on: whether something before it is still wanted. */
    boolean fallsBehind(int partition, long offset) {
        Map<Integer, Long> positions = positions();
        boolean behind = live && positions.getOrDefault(partition, offset) < offset;
        if (behind) {
            next.putAll(positions);
            live = false;
        }
        return behind;
    }

    void end() {
        ended = true;
    }

    /** Hands over what comes before the newest, as far as there is room. */
    void pump(LiveClient client, LiveHistory history) {
        while (!live && !reading && !ended && !client.full()) {
            if (!snapshot.isEmpty()) {
                client.send(LiveProtocol.snapshot(model, takeSnapshot()));
            } else if (!catchUp(client, history)) {
                live = true;
                next.entrySet().removeIf(each -> each.getValue() <= memory.next(each.getKey()));
                client.send(LiveProtocol.live(model, positions()));
            }
        }
    }

    private List<LiveRecord> takeSnapshot() {
        List<LiveRecord> taken = new ArrayList<>();
        for (int size = 0;
                size < FRAME && !snapshot.isEmpty();
                size += taken.get(taken.size() - 1).json().length()) {
            taken.add(snapshot.poll());
        }
        return taken;
    }

    /** The next piece of what was missed; false: nothing is missing. */
    private boolean catchUp(LiveClient client, LiveHistory history) {
        for (Map.Entry<Integer, Long> each : next.entrySet()) {
            int partition = each.getKey();
            long from = each.getValue();
            if (from < memory.next(partition)) {
                if (memory.reaches(partition, from)) {
                    each.setValue(send(client, memory.from(partition, from), memory.next(partition)));
                } else {
                    read(client, history, partition, from);
                }
                return true;
            }
        }
        return false;
    }

    private void read(LiveClient client, LiveHistory history, int partition, long from) {
        reading = true;
        history.read(model, partition, from)
                .onSuccess(piece -> {
                    reading = false;
                    if (!ended) {
                        if (piece.begin() > from) {
                            client.send(LiveProtocol.missed(model, partition, from, piece.begin()));
                        }
                        long end = Math.max(piece.next(), piece.begin());
                        next.put(partition, send(client, piece.records(), end));
                        client.drain();
                    }
                })
                .onFailure(failure -> client.fail());
    }

    /** Sends a frame of those that are wanted; returns the offset behind what was looked at. */
    private long send(LiveClient client, Iterable<LiveRecord> records, long end) {
        List<LiveRecord> wanted = new ArrayList<>();
        long reached = end;
        int size = 0;
        for (LiveRecord record : records) {
            if (size >= FRAME) {
                reached = record.offset();
                break;
            }
            if (filter.includes(record)) {
                wanted.add(record);
                size += record.json().length();
            }
        }
        if (!wanted.isEmpty()) {
            client.send(LiveProtocol.predictions(model, wanted));
        }
        return reached;
    }
}
