package io.millrace.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Plays flights, several at once, each a stream of its own: {@link #advance} sends what is due by then and nothing else
 * happens, so time belongs to the caller. Lanes start one after another, so that flights overlap instead of marching in step.
 * One thread.
 */
public final class FlightPlayer {
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    private final String prefix;
    private final Supplier<double[][]> flights;
    private final long step;
    private final long pause;
    private final PointSink sink;
    private final List<Lane> lanes = new ArrayList<>();
    private final int width;
    private int flown;

    /**
     * @param prefix of the stream ids: {@code b-} yields b-1, b-2, …
     * @param flights the next flight, whenever a lane is free; null: there are no more
     * @param width flights at once
     * @param step between two points of a flight
     * @param pause between two flights of a lane
     */
    public FlightPlayer(
            String prefix, Supplier<double[][]> flights, int width, Duration step, Duration pause, PointSink sink) {
        if (width < 1 || step.isNegative() || step.isZero()) {
            throw new IllegalArgumentException(
                    "player: expected one flight at once and a time step above zero, found " + width + " and " + step);
        }
        this.prefix = prefix;
        this.flights = flights;
        this.width = width;
        this.step = step.toNanos();
        this.pause = pause.toNanos();
        this.sink = sink;
    }

    /** Flights from a list, again and again. */
    public static Supplier<double[][]> loop(List<double[][]> flights) {
        List<double[][]> all = List.copyOf(flights);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("player: expected at least one flight, found none");
        }
        AtomicInteger next = new AtomicInteger();
        return () -> all.get(next.getAndIncrement() % all.size());
    }

    /** Sends every point that is due at {@code now}, nanoseconds of a clock that never goes back. */
    public void advance(long now) {
        if (lanes.isEmpty()) {
            open(now);
        }
        lanes.forEach(lane -> lane.advance(now));
    }

    /** Ends the flights that are in the air. */
    public void end() {
        lanes.forEach(Lane::end);
    }

    private void open(long now) {
        for (int i = 0; i < width; i++) {
            Lane lane = new Lane(now);
            lanes.add(lane);
            lane.due += i * lane.duration() / width;
        }
    }

    private final class Lane {
        private double[][] flight;
        private String stream;
        private int next;
        private long due;

        Lane(long start) {
            due = start;
            load();
        }

        private void load() {
            flight = flights.get();
            stream = prefix + ++flown;
            next = 0;
        }

        long duration() {
            return flight == null ? 0 : flight.length * step + pause;
        }

        void advance(long now) {
            if (now - due > PATIENCE) {
                due = now; // the machine slept or the broker was away: go on from here instead of a burst
            }
            while (flight != null && now - due >= 0) {
                if (next < flight.length) {
                    sink.point(stream, flight[next++]);
                    due += step;
                } else {
                    sink.end(stream);
                    due += pause;
                    load();
                }
            }
        }

        void end() {
            if (flight != null && next > 0) {
                sink.end(stream);
            }
            flight = null;
        }
    }
}
