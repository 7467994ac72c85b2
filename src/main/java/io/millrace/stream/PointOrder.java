package io.millrace.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Puts the points of each stream in order. Which points it lets go, and at which record, depends on the partition's records up
 * to that one alone: waiting is measured in the partition's time, and what waits is part of the stream's state. Belongs to one
 * thread.
 */
public final class PointOrder {
    private static final int MOST_BYTES = 256 * 1024; // that wait of one stream; they are written with its state

    /** What became of a point. */
    public enum Fate {
        /** It goes on, now or later. */
        TAKEN,
        /** Its number was taken before. */
        DUPLICATE,
        /** Its stream is beyond its place. */
        LATE
    }

    private record Due(long deadline, StreamKey stream) {}

    private final Order order;
    private final Forgetting forgetting;
    private final StreamStates states;
    private final Map<Integer, PriorityQueue<Due>> due = new HashMap<>(); // by partition

    public PointOrder(Order order, Forgetting forgetting, StreamStates states) {
        this.order = order;
        this.forgetting = forgetting;
        this.states = states;
    }

    /**
     * A point comes.
     *
     * @param place its number, or its timestamp
     * @param time of the partition
     * @param let takes the points that may go on, in order
     */
    public Fate arrive(int partition, StreamKey key, long place, long time, byte[] record, List<HeldPoint> let) {
        StreamState stream = states.of(partition, key);
        OrderBuffer buffer = stream.order();
        if (buffer == null || forgetting.isIdle(buffer.heard, time)) {
            buffer = new OrderBuffer();
            stream.order(buffer);
        }
        boolean numbers = order.by() == Order.By.NUMBER;
        if (buffer.next() != OrderBuffer.NOWHERE && place < buffer.next()) {
            return numbers && buffer.wasTaken(place) ? Fate.DUPLICATE : Fate.LATE;
        }
        if (numbers && buffer.holds(place)) {
            return Fate.DUPLICATE;
        }
        long deadline = (numbers ? time : place) + order.patience().toMillis();
        buffer.heard = time;
        buffer.add(new HeldPoint(place, deadline, time, record));
        if (numbers && buffer.next() == OrderBuffer.NOWHERE) {
            buffer.advance(place);
        }
        letGo(buffer, numbers ? OrderBuffer.NOWHERE : time, let);
        if (buffer.first() != null) {
            queue(partition).add(new Due(deadline, key));
        }
        states.change(stream);
        return Fate.TAKEN;
    }

    /** Whether a point waits that would wait no longer at that time of the partition. */
    public boolean isDue(int partition, long time) {
        Due first = queue(partition).peek();
        return first != null && first.deadline <= time;
    }

    /**
     * The partition's time has moved on.
     *
     * @param let takes each stream's points that waited long enough
     */
    public void pass(int partition, long time, Map<StreamKey, List<HeldPoint>> let) {
        PriorityQueue<Due> queue = queue(partition);
        while (!queue.isEmpty() && queue.peek().deadline <= time) {
            StreamKey key = queue.remove().stream;
            StreamState stream = states.find(partition, key);
            if (stream != null && stream.order() != null) {
                List<HeldPoint> points = let.computeIfAbsent(key, any -> new ArrayList<>());
                int before = points.size();
                letGo(stream.order(), time, points);
                if (points.size() > before) {
                    states.change(stream);
                }
            }
        }
    }

    /** The sequence begins or ends here: nothing that waits is waited for any longer, and any place may be the next. */
    public void flush(int partition, StreamKey key, List<HeldPoint> let) {
        StreamState stream = states.find(partition, key);
        if (stream != null && stream.order() != null) {
            let.addAll(stream.order().waiting());
            stream.order(null);
            states.change(stream);
        }
    }

    /** The points next in order, those due with all before them, and those for which there is no room. */
    private void letGo(OrderBuffer buffer, long time, List<HeldPoint> let) {
        boolean numbers = order.by() == Order.By.NUMBER;
        int overdue = 0;
        for (int i = 0; i < buffer.waiting().size(); i++) {
            if (buffer.waiting().get(i).deadline() <= time) {
                overdue = i + 1;
            }
        }
        while (buffer.first() != null) {
            boolean next = numbers && buffer.first().place() == buffer.next();
            boolean tooMuch = buffer.waiting().size() > order.most() || buffer.bytes() > MOST_BYTES;
            if (!next && overdue <= 0 && !tooMuch) {
                return;
            }
            HeldPoint point = buffer.removeFirst();
            overdue--;
            let.add(point);
            if (numbers) {
                buffer.skipTo(point.place());
                buffer.advance(point.place() + 1);
            } else {
                buffer.advance(point.place());
            }
        }
    }

    /** A stream was restored. */
    public void restored(int partition, StreamKey key, StreamSnapshot snapshot) {
        if (snapshot.order().length > 0) {
            for (HeldPoint held : OrderBuffer.of(snapshot.order()).waiting()) {
                queue(partition).add(new Due(held.deadline(), key));
            }
        }
    }

    /** What was due before that time of a partition whose streams are restored again and again has been let go since. */
    public void overtaken(int partition, long time) {
        PriorityQueue<Due> queue = queue(partition);
        while (!queue.isEmpty() && queue.peek().deadline < time) {
            queue.remove();
        }
    }

    /** A partition is no longer ours. */
    public void revoked(int partition) {
        due.remove(partition);
    }

    private PriorityQueue<Due> queue(int partition) {
        return due.computeIfAbsent(partition, any -> new PriorityQueue<>(Comparator.comparingLong(Due::deadline)));
    }
}
