package io.millrace.stream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one stream remembers of its order: the place it has reached, the places that it passed without a point, and the points
 * that wait. Mutable; belongs to the stream's state.
 */
final class OrderBuffer {
    static final long NOWHERE = Long.MIN_VALUE;
    private static final int MOST_HOLES = 16;

    private record Hole(long from, long to) {}

    long heard = Forgetting.NO_TIME; // the partition's time when the last point came
    private long next = NOWHERE; // the number that is expected, or the timestamp of the last point
    private long known = NOWHERE; // numbers from here to the next were taken, but for the holes
    private final List<Hole> holes = new ArrayList<>();
    private final List<HeldPoint> waiting = new ArrayList<>(); // by place, equal ones as they came
    private int bytes;

    long next() {
        return next;
    }

    void advance(long to) {
        if (next == NOWHERE) {
            known = to;
        }
        next = to;
    }

    /** The numbers from the next one to this one will not be waited for any longer. */
    void skipTo(long place) {
        if (place > next) {
            holes.add(new Hole(next, place));
            if (holes.size() > MOST_HOLES) {
                known = holes.remove(0).to;
            }
        }
        next = place;
    }

    /** Whether a number before the next one was taken, as far as is known. */
    boolean wasTaken(long number) {
        return number >= known && holes.stream().noneMatch(hole -> number >= hole.from && number < hole.to);
    }

    boolean holds(long place) {
        return waiting.stream().anyMatch(held -> held.place() == place);
    }

    void add(HeldPoint point) {
        int at = waiting.size();
        while (at > 0 && waiting.get(at - 1).place() > point.place()) {
            at--;
        }
        waiting.add(at, point);
        bytes += point.record().length;
    }

    /** Null: none waits. */
    HeldPoint first() {
        return waiting.isEmpty() ? null : waiting.get(0);
    }

    HeldPoint removeFirst() {
        HeldPoint first = waiting.remove(0);
        bytes -= first.record().length;
        return first;
    }

    List<HeldPoint> waiting() {
        return waiting;
    }

    /** Of the records that wait. */
    int bytes() {
        return bytes;
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(3 * Long.BYTES
                + 2 * Integer.BYTES
                + holes.size() * 2 * Long.BYTES
                + waiting.size() * (3 * Long.BYTES + Integer.BYTES)
                + bytes);
        out.putLong(heard).putLong(next).putLong(known).putInt(holes.size());
        holes.forEach(hole -> out.putLong(hole.from).putLong(hole.to));
        out.putInt(waiting.size());
        for (HeldPoint held : waiting) {
            out.putLong(held.place()).putLong(held.deadline()).putLong(held.time());
            out.putInt(held.record().length).put(held.record());
        }
        return out.array();
    }

    /** Errors: bytes that are none of ours. */
    static OrderBuffer of(byte[] bytes) {
        try {
            return read(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("order: ends too early, after " + bytes.length + " bytes", e);
        }
    }

    private static OrderBuffer read(ByteBuffer in) {
        OrderBuffer buffer = new OrderBuffer();
        buffer.heard = in.getLong();
        buffer.next = in.getLong();
        buffer.known = in.getLong();
        for (int holes = in.getInt(); holes > 0; holes--) {
            buffer.holes.add(new Hole(in.getLong(), in.getLong()));
        }
        for (int waiting = in.getInt(); waiting > 0; waiting--) {
            long place = in.getLong();
            long deadline = in.getLong();
            long time = in.getLong();
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] record = new byte[length];
            in.get(record);
            buffer.add(new HeldPoint(place, deadline, time, record));
        }
        return buffer;
    }
}
