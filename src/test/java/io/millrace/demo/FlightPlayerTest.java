package io.millrace.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class FlightPlayerTest {
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<String> sent = new ArrayList<>();
    private final PointSink sink = new PointSink() {
        @Override
        public void point(String stream, double[] point) {
            sent.add(stream + "=" + (int) point[0]);
        }

        @Override
        public void end(String stream) {
            sent.add(stream + " ends");
        }
    };

    @Test
    void pointsComeAtTheirTimeAndTheEndAfterThem() {
        FlightPlayer player = player(1, flight(3), flight(2));
        player.advance(0);
        assertEquals(List.of("b-1=0"), sent);
        player.advance(millis(9));
        assertEquals(1, sent.size());
        player.advance(millis(20));
        assertEquals(List.of("b-1=0", "b-1=1", "b-1=2"), sent);
        player.advance(millis(30));
        assertEquals("b-1 ends", sent.get(3));
        player.advance(millis(79));
        assertEquals(4, sent.size());
        player.advance(millis(80));
        assertEquals("b-2=0", sent.get(4));
    }

    @Test
    void flightsOverlapAndStartOneAfterAnother() {
        FlightPlayer player = player(2, flight(5), flight(5));
        player.advance(0);
        assertEquals(List.of("b-1=0"), sent);
        player.advance(millis(50)); // half of five points and a pause
        assertEquals(List.of("b-1=0", "b-1=1", "b-1=2", "b-1=3", "b-1=4", "b-1 ends", "b-2=0"), sent);
    }

    @Test
    void afterASleepItGoesOnWithoutABurst() {
        FlightPlayer player = player(1, flight(1_000));
        player.advance(0);
        player.advance(millis(60_000));
        assertEquals(2, sent.size());
        player.advance(millis(60_010));
        assertEquals(3, sent.size());
    }

    @Test
    void whenThereAreNoMoreFlightsItIsSilent() {
        FlightPlayer player = player(2, flight(1));
        for (int i = 0; i < 100; i++) {
            player.advance(millis(10L * i));
        }
        assertEquals(List.of("b-1=0", "b-1 ends"), sent);
    }

    @Test
    void endingItEndsTheStreamsInTheAirOnly() {
        FlightPlayer player = player(2, flight(5), flight(5));
        player.advance(0);
        player.end();
        player.advance(millis(500));
        assertEquals(List.of("b-1=0", "b-1 ends"), sent);
    }

    @Test
    void aListIsPlayedAgainAndAgain() {
        Supplier<double[][]> flights = FlightPlayer.loop(List.of(flight(1), flight(2)));
        assertEquals(List.of(1, 2, 1), List.of(flights.get().length, flights.get().length, flights.get().length));
        assertThrows(IllegalArgumentException.class, () -> FlightPlayer.loop(List.of()));
    }

    private FlightPlayer player(int width, double[][]... flights) {
        Iterator<double[][]> next = List.of(flights).iterator();
        return new FlightPlayer("b-", () -> next.hasNext() ? next.next() : null, width, STEP, PAUSE, sink);
    }

    private static double[][] flight(int length) {
        double[][] flight = new double[length][1];
        for (int i = 0; i < length; i++) {
            flight[i][0] = i;
        }
        return flight;
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
