package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that serves a share of the streams, and states that are carried over. */
class CanaryTest {
    private static final int STREAMS = 300;
    private static final int REPLAY = 5;
    private static final StreamSettings SETTINGS =
            StreamSettings.next(0, Baseline.CONSTANT_VELOCITY).withReplay(REPLAY);
    private static final StreamTask OLD = new StreamTask(StreamModels.lstm(4, "1", 1), SETTINGS);
    private static final StreamTask NEXT = new StreamTask(StreamModels.lstm(9, "2", 2), SETTINGS);
    private static final Canary CANARY = new Canary(2, NEXT, 0.3);

    private static StreamKey key(int stream) {
        return StreamKey.of("ball-" + stream);
    }

    private static SequencePoint point(int stream, int n) {
        Random random = new Random(1000L * stream + n);
        return SequencePoint.of(0, n, key(stream), n, random.nextGaussian(), random.nextGaussian());
    }

    private static List<SequencePoint> points(int from, int to) {
        List<SequencePoint> points = new ArrayList<>();
        for (int n = from; n < to; n++) {
            for (int stream = 0; stream < STREAMS; stream++) {
                points.add(point(stream, n));
            }
        }
        return points;
    }

    private static double[] alone(StreamTask task, int stream, int from, int to) {
        ServedStreams alone = new ServedStreams(task);
        List<Prediction> last = List.of();
        for (int n = from; n <= to; n++) {
            last = alone.predict(List.of(point(stream, n)));
        }
        return last.get(0).next();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
    void aShareOfTheKeysIsServedWhateverTheyHaveInCommon(double share) {
        Canary canary = new Canary(2, NEXT, share);
        for (String prefix : List.of("ball-", "stream-0000", "", "Überfahrt/")) {
            int served = 0;
            for (int stream = 0; stream < 20_000; stream++) {
                served += canary.serves(StreamKey.of(prefix + stream)) ? 1 : 0;
            }
            assertEquals(share, served / 20_000.0, 4 * Math.sqrt(share * (1 - share) / 20_000), prefix);
        }
    }

    @Test
    void itAnswersItsStreamsFromTheirLastPointsAndTheOthersDoNotNotice() {
        ServedStreams served = new ServedStreams(OLD);
        ServedStreams undisturbed = new ServedStreams(OLD);
        served.predict(points(0, 20));
        undisturbed.predict(points(0, 20));
        served.snapshots();
        served.serve(new Champion.Reign(1, OLD, Optional.of(CANARY)));
        List<Prediction> found = served.predict(points(20, 21));
        List<Prediction> before = undisturbed.predict(points(20, 21));
        int tried = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            Prediction answer = found.get(stream);
            boolean its = CANARY.serves(key(stream));
            tried += its ? 1 : 0;
            assertEquals((its ? NEXT : OLD).model().id(), answer.model());
            assertEquals(21, answer.n());
            assertArrayEquals(
                    its
                            ? alone(NEXT, stream, 20 - REPLAY, 20)
                            : before.get(stream).next(),
                    answer.next());
        }
        assertTrue(tried > 60 && tried < 120, "streams of the canary: " + tried);
        assertEquals(STREAMS, served.slots(), "a stream holds one state");
    }

    @Test
    void whatComesAfterItServesAllAgain() {
        ServedStreams served = new ServedStreams(OLD);
        served.predict(points(0, 20));
        served.snapshots();
        served.serve(new Champion.Reign(1, OLD, Optional.of(CANARY)));
        served.predict(points(20, 30));
        StreamTask last = new StreamTask(StreamModels.lstm(4, "3", 1), SETTINGS); // rolled back
        served.snapshots();
        served.serve(new Champion.Reign(3, last));
        List<Prediction> found = served.predict(points(30, 31));
        for (int stream = 0; stream < STREAMS; stream++) {
            assertEquals(last.model().id(), found.get(stream).model());
            assertArrayEquals(
                    alone(last, stream, 30 - REPLAY, 30), found.get(stream).next());
        }
        assertEquals(STREAMS, served.slots());
    }

    @Test
    void aCanaryIsOverWithTheNextModelForAllAndNoneComesBeforeWhatServes() {
        Champion champion = Champion.of(1, OLD);
        assertTrue(champion.offer(CANARY));
        assertFalse(champion.offer(2, NEXT), "that number is taken");
        assertEquals(1, champion.newest().generation());
        assertEquals(2, champion.newest().newest());
        assertTrue(champion.offer(3, NEXT));
        assertTrue(champion.newest().canary().isEmpty());
        assertFalse(champion.offer(CANARY), "older than what serves");
        assertThrows(
                IllegalArgumentException.class,
                () -> champion.offer(new Canary(4, new StreamTask(StreamModels.linear(1, 1), SETTINGS), 0.5)));
        assertThrows(IllegalArgumentException.class, () -> new Canary(4, NEXT, 1));
    }

    @Test
    void carriedStatesGoOnUnderTheNextModelWhereTheShapeAllowsIt() {
        StreamSettings carrying = SETTINGS.withCarry(true);
        StreamTask first = new StreamTask(StreamModels.lstm(4, "1", 1), carrying);
        StreamTask second = new StreamTask(StreamModels.lstm(4, "2", 1), carrying); // the same weights: the same bits
        ServedStreams served = new ServedStreams(first);
        ServedStreams undisturbed = new ServedStreams(first);
        served.predict(points(0, 20));
        undisturbed.predict(points(0, 20));
        StreamSnapshot written = served.states.snapshot(0, key(7)).orElseThrow();
        served.snapshots();
        served.serve(new Champion.Reign(2, second));
        List<Prediction> found = served.predict(points(20, 21));
        List<Prediction> expected = undisturbed.predict(points(20, 21));
        for (int stream = 0; stream < STREAMS; stream++) {
            assertArrayEquals(expected.get(stream).next(), found.get(stream).next());
            assertEquals(second.model().id(), found.get(stream).model());
        }
        ServedStreams restored = new ServedStreams(second);
        assertTrue(restored.states.restore(0, key(7), written));
        assertArrayEquals(
                expected.get(7).next(),
                restored.predict(List.of(point(7, 20))).get(0).next());

        StreamTask larger = new StreamTask(StreamModels.lstm(9, "3", 3), carrying);
        served.snapshots();
        served.serve(new Champion.Reign(3, larger));
        List<Prediction> rebuilt = served.predict(points(21, 22));
        assertArrayEquals(alone(larger, 0, 21 - REPLAY, 21), rebuilt.get(0).next());
    }
}
