package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.network.Architecture;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A network that adds up the seconds between a stream's points, so that what it was told can be read from its outputs. */
class IntervalTest {
    private static final StreamKey A = StreamKey.of("a");
    private static final StreamTask TASK = task("1");

    private static StreamTask task(String version) {
        PointEncoding encoding =
                new PointEncoding(List.of("x"), PointEncoding.Kind.RAW, true, Scaling.none(2), Scaling.none(1));
        Architecture architecture =
                new Architecture(2, List.of(new RecurrentLayer.SimpleRnn("rnn", 1, Activation.LINEAR, false, true)));
        Weights sum = new Weights(architecture, new float[] {0, 1, 1}); // kernel of x, of the interval, recurrent
        StreamModel model = new StreamModel(new ModelVersion("timed", version), new SequenceModel(sum), encoding);
        return new StreamTask(
                model,
                new StreamSettings(Predict.NEXT, 2, 5, false, 32, 1000, 100, 1, Baseline.CONSTANT_POSITION, 10, false));
    }

    private final StreamStates states = new StreamStates(TASK, Forgetting.NEVER, StreamStore.NONE, 10);
    private StreamPredictor predictor = new StreamPredictor(TASK, states, Kernels.best());

    IntervalTest() {
        states.open(0);
    }

    private Prediction at(long millis) {
        List<Prediction> predictions = new ArrayList<>();
        predictor.predict(List.of(SequencePoint.of(0, millis, A, millis, 7)), (Taking) predictions::add);
        return predictions.get(0);
    }

    private interface Taking extends StreamPredictor.Sink {
        void take(Prediction prediction);

        @Override
        default void predicted(int index, Result result) {
            take((Prediction) result);
        }

        @Override
        default void outOfRange(int index) {
            throw new AssertionError("out of range");
        }
    }

    @Test
    void timestampsReachTheNetworkInSecondsAndThePredictionSpeaksOfTheFeaturesAlone() {
        assertArrayEquals(new double[] {0}, at(5_000).next());
        assertArrayEquals(new double[] {1.5}, at(6_500).next());
        Prediction third = at(8_500);
        assertArrayEquals(new double[] {3.5}, third.next());
        assertArrayEquals(new double[] {7}, third.point());
        assertEquals(7 - 1.5, third.error());
    }

    @Test
    void whatIsAheadComesAtTheLastInterval() {
        at(0);
        Prediction second = at(2_000);
        assertArrayEquals(new double[] {4}, second.ahead().get(0));
        assertArrayEquals(new double[] {6}, second.ahead().get(1));
    }

    @Test
    void aStreamThatIsRebuiltUnderAnotherModelKnowsItsTimes() {
        at(1_000);
        at(2_000);
        at(4_500);
        states.drainChanges(0, new StreamStates.Changes() {
            @Override
            public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {}

            @Override
            public void forgotten(int partition, StreamKey stream) {}
        });
        predictor = predictor.successor(task("2"));
        Prediction next = at(5_000);
        assertEquals("2", next.model().version());
        assertArrayEquals(new double[] {4}, next.next());
    }

    @Test
    void aModelThatReadsNoTimesCannotTakeOver() {
        StreamTask blind = new StreamTask(StreamModels.linear(1, 1), TASK.settings());
        assertNotEquals(Optional.empty(), blind.whyNotAfter(TASK));
    }
}
