package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSwapTest {
    private static final int REPLAY = 5;
    private static final StreamSettings SETTINGS =
            StreamSettings.next(0, Baseline.CONSTANT_VELOCITY).withReplay(REPLAY);
    private static final StreamTask OLD = new StreamTask(StreamModels.lstm(4, "1", 1), SETTINGS);
    private static final StreamTask SAME_SIZE = new StreamTask(StreamModels.lstm(4, "2", 2), SETTINGS);
    private static final StreamTask LARGER = new StreamTask(StreamModels.lstm(9, "3", 3), SETTINGS);

    private static SequencePoint point(int stream, int n) {
        Random random = new Random(1000L * stream + n);
        return SequencePoint.of(0, n, StreamKey.of("s" + stream), n, random.nextGaussian(), random.nextGaussian());
    }

    /** Points from n to n: stream s has s + 1 points fewer, so that they stand at different places. */
    private static List<SequencePoint> points(int streams, int from, int to) {
        List<SequencePoint> points = new ArrayList<>();
        for (int n = from; n < to; n++) {
            for (int stream = 0; stream < streams; stream++) {
                if (n > stream % 20) {
                    points.add(point(stream, n));
                }
            }
        }
        return points;
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "300"})
    void afterASwapTheStateIsThatOfTheNewModelOverTheLastPoints(int streams) {
        for (StreamTask next : List.of(SAME_SIZE, LARGER)) {
            ServedStreams served = new ServedStreams(OLD);
            served.predict(points(streams, 0, 23));
            served.snapshots();
            served.swap(next);
            List<Prediction> after = served.predict(points(streams, 23, 24));
            Map<String, StreamSnapshot> found = served.snapshots();
            assertEquals(streams, after.size());
            for (int stream = 0; stream < streams; stream++) {
                ServedStreams alone = new ServedStreams(next);
                List<Prediction> expected = new ArrayList<>();
                for (int n = Math.max(stream % 20 + 1, 23 - REPLAY); n <= 23; n++) {
                    expected = alone.predict(List.of(point(stream, n)));
                }
                String key = StreamKey.of("s" + stream).toString();
                StreamSnapshot fresh = alone.snapshots().get(key);
                assertArrayEquals(fresh.state(), found.get(key).state());
                assertArrayEquals(fresh.output(), found.get(key).output());
                assertArrayEquals(expected.get(0).next(), after.get(stream).next());
                assertEquals(expected.get(0).error(), after.get(stream).error());
                assertEquals(23 - stream % 20, after.get(stream).n());
                assertEquals(next.model().id(), after.get(stream).model());
            }
        }
    }

    @Test
    void aSwapBackAndForthDependsOnThePointsAlone() {
        ServedStreams served = new ServedStreams(OLD);
        served.predict(points(50, 0, 23));
        for (StreamTask next : List.of(SAME_SIZE, LARGER, SAME_SIZE)) {
            served.snapshots();
            served.swap(next);
        }
        ServedStreams other = new ServedStreams(OLD);
        other.predict(points(50, 0, 23));
        other.snapshots();
        other.swap(SAME_SIZE);
        assertEquals(texts(other.predict(points(50, 23, 40))), texts(served.predict(points(50, 23, 40))));
    }

    @Test
    void aRestartInTheMidstOfASwapEndsWhereOneWithoutDoes() {
        ServedStreams served = new ServedStreams(OLD);
        served.predict(points(40, 0, 23));
        Map<String, StreamSnapshot> written = new TreeMap<>(served.snapshots());
        served.swap(LARGER);
        served.predict(points(20, 23, 24)); // half of them are rebuilt
        written.putAll(served.snapshots());

        ServedStreams restarted = new ServedStreams(LARGER);
        written.forEach((key, snapshot) -> assertTrue(restarted.states.restore(0, StreamKey.of(key), snapshot)));
        assertEquals(40, restarted.states.size());
        assertEquals(texts(served.predict(points(40, 24, 40))), texts(restarted.predict(points(40, 24, 40))));
    }

    @Test
    void aStreamBeganAnewAfterTheSwapHasNoPast() {
        ServedStreams served = new ServedStreams(OLD);
        served.predict(points(1, 0, 23));
        served.snapshots();
        served.swap(SAME_SIZE);
        SequencePoint last = point(0, 23);
        SequencePoint first = new SequencePoint(0, 23, last.stream(), 23, 23, last.values(), true, false);
        assertEquals(
                texts(new ServedStreams(SAME_SIZE).predict(List.of(first))), texts(served.predict(List.of(first))));
        served.snapshots();
        served.swap(LARGER);
        served.predict(List.of(SequencePoint.end(0, 24, last.stream(), 24)));
        assertEquals(0, served.states.size());
    }

    @Test
    void partitionsOfStaleStreamsCloseCleanly() {
        ServedStreams served = new ServedStreams(OLD);
        served.predict(points(30, 0, 23));
        served.snapshots();
        served.swap(LARGER);
        served.predict(points(3, 23, 24));
        served.snapshots();
        served.states.close(0);
        assertEquals(0, served.states.size());
    }

    @Test
    void withoutItsLastPointsAStreamBeginsAnew() {
        StreamSettings none = SETTINGS.withReplay(0);
        StreamTask old = new StreamTask(StreamModels.lstm(4, "1", 1), none);
        StreamTask next = new StreamTask(StreamModels.lstm(4, "2", 2), none);
        ServedStreams served = new ServedStreams(old);
        served.predict(points(1, 0, 23));
        Map<String, StreamSnapshot> written = served.snapshots();
        served.swap(next);
        assertEquals(1, served.predict(List.of(point(0, 23))).get(0).n());
        assertFalse(new ServedStreams(next)
                .states.restore(
                        0, StreamKey.of("s0"), written.values().iterator().next()));
    }

    @Test
    void undrainedChangesForbidASwap() {
        ServedStreams served = new ServedStreams(OLD);
        served.predict(points(1, 0, 3));
        assertThrows(IllegalStateException.class, () -> served.swap(SAME_SIZE));
    }

    @Test
    void aModelOfOtherPointsCannotTakeOver() {
        Champion champion = Champion.of(1, OLD);
        StreamTask other = new StreamTask(StreamModels.linear(1, 1), SETTINGS);
        assertThrows(IllegalArgumentException.class, () -> champion.offer(2, other));
        assertFalse(champion.offer(1, SAME_SIZE), "no newer than what serves");
        assertTrue(champion.offer(2, SAME_SIZE));
        assertFalse(Champion.forGood(OLD).offer(2, SAME_SIZE));
        assertEquals(SAME_SIZE, champion.newest().task());
    }

    /** {@code -Dswap.streams=10000} prints how long a loop stands still when a model takes over, and what it then catches up. */
    @Test
    @EnabledIfSystemProperty(named = "swap.streams", matches = "\\d+")
    void pausesOfASwap() {
        int streams = Integer.getInteger("swap.streams");
        StreamSettings settings = SETTINGS.withReplay(64);
        StreamTask[] tasks = {
            new StreamTask(StreamModels.lstm(64, "1", 1), settings),
            new StreamTask(StreamModels.lstm(64, "2", 2), settings)
        };
        ServedStreams served = new ServedStreams(tasks[0]);
        served.predict(points(streams, 0, 90));
        List<Double> pauses = new ArrayList<>();
        List<Double> polls = new ArrayList<>();
        for (int swap = 1; swap <= 20; swap++) {
            served.snapshots();
            long began = System.nanoTime();
            served.swap(tasks[swap % 2]);
            pauses.add((System.nanoTime() - began) / 1e6);
            List<SequencePoint> round = points(streams, 90 + swap, 91 + swap);
            for (int from = 0; from < round.size(); from += 500) {
                began = System.nanoTime();
                served.predict(round.subList(from, Math.min(round.size(), from + 500)));
                polls.add((System.nanoTime() - began) / 1e6);
            }
        }
        pauses.sort(null);
        polls.sort(null);
        System.out.printf(
                "swap: longest %.1f ms; polls of 500 streams to rebuild: median %.1f ms, p99 %.1f ms%n",
                pauses.get(pauses.size() - 1), polls.get(polls.size() / 2), polls.get(polls.size() * 99 / 100));
    }

    private static List<String> texts(List<Prediction> predictions) {
        return predictions.stream()
                .map(p -> p.stream() + " " + p.n() + " " + p.model() + " " + p.next()[0] + " " + p.next()[1] + " "
                        + p.error())
                .toList();
    }
}
