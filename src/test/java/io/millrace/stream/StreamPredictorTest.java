package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPredictorTest {
    private static final StreamKey A = StreamKey.of("a");
    private static final StreamKey B = StreamKey.of("b");

    /** A predictor with its states, and its results as text with all bits. */
    private static final class Fixture {
        final StreamStates states;
        final StreamPredictor predictor;

        Fixture(StreamModel model, int ahead, Baseline baseline) {
            StreamTask task = new StreamTask(model, StreamSettings.next(ahead, baseline));
            states = new StreamStates(task);
            states.open(0);
            states.open(1);
            predictor = new StreamPredictor(task, states, Kernels.best());
        }

        List<Prediction> predict(SequencePoint... poll) {
            return predict(List.of(poll));
        }

        List<Prediction> predict(List<SequencePoint> poll) {
            List<Prediction> predictions = new ArrayList<>();
            predictor.predict(poll, new StreamPredictor.Sink() {
                @Override
                public void predicted(int index, Result result) {
                    assertEquals(poll.get(index).stream(), result.stream());
                    predictions.add((Prediction) result);
                }

                @Override
                public void outOfRange(int index) {
                    predictions.add(null);
                }
            });
            return predictions;
        }

        List<String> changes() {
            List<String> changes = new ArrayList<>();
            states.drainChanges(0, new StreamStates.Changes() {
                @Override
                public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {
                    changes.add(stream + " n=" + snapshot.n() + " " + Arrays.toString(snapshot.state()));
                }

                @Override
                public void forgotten(int partition, StreamKey stream) {
                    changes.add(stream + " forgotten");
                }
            });
            return changes;
        }
    }

    private static SequencePoint x(StreamKey stream, double x) {
        return SequencePoint.of(0, 0, stream, 0, x);
    }

    private static String bits(Prediction p) {
        return p.stream() + " " + p.n() + " " + Arrays.toString(p.point()) + Arrays.toString(p.next())
                + p.ahead().stream().map(Arrays::toString).toList() + p.error() + " " + p.baselineError();
    }

    /** Points of 700 streams: more than one batch takes. */
    private static List<SequencePoint> points(long seed) {
        Random random = new Random(seed);
        List<SequencePoint> points = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            int stream = random.nextInt(10) == 0 ? random.nextInt(3) : random.nextInt(700);
            points.add(new SequencePoint(
                    stream % 2,
                    i,
                    StreamKey.of("s" + stream),
                    i,
                    i,
                    new double[] {random.nextGaussian(), random.nextDouble()},
                    random.nextInt(50) == 0,
                    random.nextInt(50) == 0));
        }
        return points;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 500, 3000})
    void theBitsAreTheSameHoweverPointsFallIntoPolls(int largestPoll) {
        List<SequencePoint> points = points(5);
        StreamModel model = StreamModels.lstm(7, "1");
        Fixture alone = new Fixture(model, 2, Baseline.CONSTANT_VELOCITY);
        List<String> expected = new ArrayList<>();
        points.forEach(point -> alone.predict(point).forEach(p -> expected.add(bits(p))));

        Fixture together = new Fixture(model, 2, Baseline.CONSTANT_VELOCITY);
        List<String> actual = new ArrayList<>();
        Random random = new Random(largestPoll);
        for (int from = 0; from < points.size(); ) {
            int to = Math.min(points.size(), from + 1 + random.nextInt(largestPoll));
            together.predict(points.subList(from, to)).forEach(p -> actual.add(bits(p)));
            from = to;
        }
        assertEquals(points.size(), actual.size());
        assertEquals(expected, actual);
        assertEquals(alone.states.size(), together.states.size());
    }

    @Test
    void runningAheadLeavesTheStateUntouched() {
        StreamModel model = StreamModels.lstm(5, "1");
        Fixture without = new Fixture(model, 0, Baseline.CONSTANT_POSITION);
        Fixture with = new Fixture(model, 9, Baseline.CONSTANT_POSITION);
        for (SequencePoint point : points(6)) {
            Prediction expected = without.predict(point).get(0);
            Prediction actual = with.predict(point).get(0);
            assertTrue(expected.ahead().isEmpty());
            assertEquals(9, actual.ahead().size());
            assertArrayEquals(expected.next(), actual.next());
        }
    }

    /** With h' = x + h the prediction is the sum of the points, and feeding it back doubles it. */
    @Test
    void runningAheadFeedsThePredictionBack() {
        Fixture sum = new Fixture(StreamModels.linear(1, 1), 3, Baseline.CONSTANT_POSITION);
        sum.predict(x(A, 1));
        Prediction prediction = sum.predict(x(A, 4)).get(0);
        assertEquals(5, prediction.next()[0]);
        assertEquals(
                List.of("[10.0]", "[20.0]", "[40.0]"),
                prediction.ahead().stream().map(Arrays::toString).toList());
        assertEquals(11, sum.predict(x(A, 6)).get(0).next()[0]);
    }

    @Test
    void errorsCompareThePreviousPredictionWithThisPoint() {
        Fixture velocity = new Fixture(StreamModels.linear(1, 1), 0, Baseline.CONSTANT_VELOCITY);
        List<Prediction> predictions = velocity.predict(x(A, 1), x(B, 100), x(A, 3), x(A, 10));
        assertFalse(predictions.get(0).hasError());
        assertFalse(predictions.get(1).hasError());
        assertEquals(3 - 1, predictions.get(2).error());
        assertEquals(3 - 1, predictions.get(2).baselineError(), "at rest until a second point shows a velocity");
        assertEquals(10 - 4, predictions.get(3).error());
        assertEquals(10 - 5, predictions.get(3).baselineError());

        Fixture position = new Fixture(StreamModels.linear(1, 1), 0, Baseline.CONSTANT_POSITION);
        assertEquals(10 - 3, position.predict(x(A, 1), x(A, 3), x(A, 10)).get(2).baselineError());
    }

    @Test
    void theErrorIsTheEuclideanDistance() {
        Fixture fixture = new Fixture(StreamModels.lstm(3, "1"), 0, Baseline.CONSTANT_POSITION);
        fixture.predict(SequencePoint.of(0, 0, A, 0, 1, 2));
        assertEquals(
                5, fixture.predict(SequencePoint.of(0, 0, A, 0, 4, 6)).get(0).baselineError());
    }

    @Test
    void theEndForgetsTheStreamAndOnlyThat() {
        Fixture sum = new Fixture(StreamModels.linear(1, 1), 0, Baseline.CONSTANT_POSITION);
        sum.predict(x(A, 1), x(B, 7));
        assertEquals(List.of("a n=1 [1.0]", "b n=1 [7.0]"), sum.changes());
        assertEquals(List.of(), sum.predict(SequencePoint.end(0, 0, A, 0)));
        assertEquals(1, sum.states.size());
        assertEquals(List.of("a forgotten"), sum.changes());
        List<Prediction> after = sum.predict(x(A, 5), x(B, 1));
        assertEquals(1, after.get(0).n());
        assertEquals(5, after.get(0).next()[0]);
        assertEquals(2, after.get(1).n());
        assertEquals(8, after.get(1).next()[0]);
        assertEquals(List.of("a n=1 [5.0]", "b n=2 [8.0]"), sum.changes());
    }

    @Test
    void aSequenceMayEndAndBeginWithinOnePoll() {
        Fixture sum = new Fixture(StreamModels.linear(1, 1), 0, Baseline.CONSTANT_POSITION);
        List<Prediction> predictions = sum.predict(
                x(A, 1),
                new SequencePoint(0, 1, A, 0, 0, new double[] {2}, false, true),
                x(A, 10),
                SequencePoint.end(0, 2, A, 0),
                x(A, 20),
                new SequencePoint(0, 3, A, 0, 0, new double[] {30}, true, false),
                x(B, 1),
                SequencePoint.end(0, 4, B, 0));
        assertEquals(
                List.of("1 1.0", "2 3.0", "1 10.0", "1 20.0", "1 30.0", "1 1.0"),
                predictions.stream().map(p -> p.n() + " " + p.next()[0]).toList());
        assertEquals(List.of("a n=1 [30.0]"), sum.changes(), "b came and went between");
        sum.predict(SequencePoint.end(0, 5, A, 0));
        assertEquals(List.of("a forgotten"), sum.changes());
    }

    @Test
    void aPointThatOverflowsTheNetworkLeavesItsStreamAsItWas() {
        Fixture sum = new Fixture(StreamModels.linear(1e30f, 1), 0, Baseline.CONSTANT_POSITION);
        List<Prediction> predictions = sum.predict(x(A, 1e-30), x(A, 1e300), x(B, 1e20), x(B, 1e-30), x(A, 2e-30));
        assertEquals(null, predictions.get(1));
        assertEquals(null, predictions.get(2));
        assertEquals(1, predictions.get(3).n());
        assertEquals(2, predictions.get(4).n());
        assertEquals(3f, (float) predictions.get(4).next()[0]);
        sum.predict(x(StreamKey.of("c"), 1e300));
        assertEquals(2, sum.states.size(), "a stream whose only point was refused is none");
    }

    @Test
    void aFirstPointBeyondTheNetworksNumbersDoesNotSpoilItsStream() {
        Fixture gates = new Fixture(StreamModels.lstm(4, "1"), 0, Baseline.CONSTANT_VELOCITY);
        List<Prediction> predictions = gates.predict(
                SequencePoint.of(0, 0, A, 0, new double[] {1e300, 2}),
                SequencePoint.of(0, 1, A, 0, new double[] {1, 2}));
        assertEquals(null, predictions.get(0), "gates saturate, so that nothing else would tell");
        assertEquals(1, predictions.get(1).n());
    }

    @Test
    void aRunAheadEndsWhereItLeavesTheRangeOfNumbers() {
        Fixture explosive = new Fixture(StreamModels.linear(1e15f, 0), 5, Baseline.CONSTANT_POSITION);
        assertEquals(1, explosive.predict(x(A, 1)).get(0).ahead().size());
    }

    @Test
    void aRestoredStreamGoesOnWithTheSameBits() {
        StreamModel model = StreamModels.lstm(6, "1");
        Fixture first = new Fixture(model, 2, Baseline.CONSTANT_VELOCITY);
        List<SequencePoint> points = points(8);
        first.predict(points.subList(0, 1500));
        Fixture second = new Fixture(model, 2, Baseline.CONSTANT_VELOCITY);
        StreamStates.Changes changes = new StreamStates.Changes() {
            @Override
            public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {
                assertTrue(second.states.restore(partition, stream, snapshot));
            }

            @Override
            public void forgotten(int partition, StreamKey stream) {
                second.states.forget(partition, stream);
            }
        };
        first.states.drainChanges(0, changes);
        first.states.drainChanges(1, changes);
        assertEquals(first.states.size(), second.states.size());
        List<SequencePoint> rest = points.subList(1500, 3000);
        assertEquals(
                first.predict(rest).stream().map(StreamPredictorTest::bits).toList(),
                second.predict(rest).stream().map(StreamPredictorTest::bits).toList());
    }

    @Test
    void aSnapshotOfAnotherModelIsNotUsed() {
        Fixture first = new Fixture(StreamModels.lstm(6, "1"), 0, Baseline.CONSTANT_VELOCITY);
        first.predict(points(8).subList(0, 10));
        StreamStates otherVersion = new StreamStates(task(StreamModels.lstm(6, "2")));
        StreamStates otherShape = new StreamStates(task(StreamModels.lstm(5, "1")));
        otherVersion.open(0);
        otherVersion.open(1);
        otherShape.open(0);
        otherShape.open(1);
        first.states.drainChanges(0, new StreamStates.Changes() {
            @Override
            public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {
                assertFalse(otherVersion.restore(partition, stream, snapshot));
                assertFalse(otherShape.restore(partition, stream, snapshot));
            }

            @Override
            public void forgotten(int partition, StreamKey stream) {}
        });
        assertEquals(0, otherVersion.size() + otherShape.size());
    }

    @Test
    void aPartitionThatIsGivenUpTakesItsStreamsAlong() {
        Fixture fixture = new Fixture(StreamModels.linear(1, 1), 0, Baseline.CONSTANT_POSITION);
        fixture.predict(x(A, 1), SequencePoint.of(1, 0, A, 0, 5));
        fixture.states.close(0);
        assertEquals(1, fixture.states.size());
        assertThrows(IllegalStateException.class, () -> fixture.predict(x(A, 1)));
        fixture.states.open(0);
        assertEquals(1, fixture.predict(x(A, 2)).get(0).next()[0] - 1, "the state began anew");
    }

    @Test
    void aNetworkThatDoesNotPredictPointsIsRefused() {
        StreamModel model = StreamModels.lstm(2, "1");
        StreamModel noHead = new StreamModel(
                model.id(), StreamModels.lstmAlone(3, model.encoding().inputs()), model.encoding());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> task(noHead));
        assertEquals(
                "model ball: predict: next: expected 2 outputs, for the next of displacement of [x, y], found 3 outputs",
                refused.getMessage());
    }

    private static StreamTask task(StreamModel model) {
        return new StreamTask(model, StreamSettings.next(0, Baseline.CONSTANT_VELOCITY));
    }

    @Test
    void baselinesAreKnownByTheirNames() {
        assertEquals(Baseline.CONSTANT_VELOCITY, Baseline.parse("constant-velocity"));
        assertThrows(IllegalArgumentException.class, () -> Baseline.parse("kalman"));
    }
}
