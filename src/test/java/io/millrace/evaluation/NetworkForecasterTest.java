package io.millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.PointEncoding.Kind;
import io.millrace.encoding.Scaling;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkForecasterTest {
    private static final ForecastProtocol PROTOCOL = new ForecastProtocol(2, List.of(1, 3));
    private static final PointEncoding ENCODING = new PointEncoding(
            List.of("x", "y"),
            Kind.DISPLACEMENT,
            new Scaling(List.of(0.5, 0.0, 0.1, 0.0), List.of(2.0, 1.0, 0.5, 0.5)),
            new Scaling(List.of(0.0, 0.1), List.of(0.2, 0.3)));

    @Test
    void aNetworkThatPredictsNoChangeOfDisplacementIsConstantVelocity() {
        Architecture architecture = new Architecture(4, List.of(new Layer.Dense("dense", 2, Activation.LINEAR, false)));
        SequenceModel zero = new SequenceModel(new Weights(architecture, new float[8]));
        PointEncoding unscaled =
                new PointEncoding(List.of("x", "y"), Kind.DISPLACEMENT, Scaling.none(4), Scaling.none(2));
        double[][] line = new double[9][];
        for (int i = 0; i < line.length; i++) {
            line[i] = new double[] {1 + 0.5 * i, -i};
        }
        Trajectories lines = new Trajectories(List.of("x", "y"), List.of(Trajectory.regular("line", line)));

        ForecastScore score = PROTOCOL.score(new NetworkForecaster("zero", zero, unscaled, Kernels.best()), lines);

        assertEquals(4, score.starts());
        assertEquals(0, score.errors().get(0).mean(), 1e-12);
        assertEquals(0, score.errors().get(1).mean(), 1e-12);
    }

    @Test
    void everyForecastIsThatOfTheStreamFedAloneFromItsFirstPoint() {
        SequenceModel model = lstm();
        Map<String, double[][]> forecasts = new HashMap<>();
        List<Trajectory> pieces = walks(70); // more than run together

        new NetworkForecaster("lstm", model, ENCODING, Kernels.best())
                .forecast(pieces, PROTOCOL, (piece, n, ahead) -> forecasts.put(piece.stream() + " " + n, ahead));

        int starts = 0;
        for (Trajectory piece : pieces) {
            for (int n = 2; n < piece.length() - 3; n++) {
                assertArrayEquals(alone(model, piece, n), forecasts.get(piece.stream() + " " + n));
                starts++;
            }
        }
        assertEquals(starts, forecasts.size());
    }

    @Test
    void aNetworkOfAnotherWidthIsRefused() {
        PointEncoding raw = PointEncoding.unscaled(List.of("x", "y"));

        assertThrows(IllegalArgumentException.class, () -> new NetworkForecaster("lstm", lstm(), raw, Kernels.best()));
    }

    /** Feeds points 0 … n and then three predictions, with a batch of one. */
    private static double[][] alone(SequenceModel model, Trajectory piece, int n) {
        Stepper stepper = model.stepper(Kernels.best(), 1);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = {states.acquire()};
        double[] history = new double[ENCODING.historySize()];
        float[] input = new float[ENCODING.inputs()];
        float[] output = new float[ENCODING.outputs()];
        double[][] ahead = new double[3][2];
        for (int step = 0; step < n + 3; step++) {
            ENCODING.encode(step <= n ? piece.point(step) : ahead[step - n - 1], history, 0, input, 0);
            stepper.step(1, input, states, slots, output);
            if (step >= n) {
                ENCODING.decode(output, 0, history, 0, ahead[step - n]);
            }
        }
        return ahead;
    }

    private static SequenceModel lstm() {
        Architecture architecture = new Architecture(
                4,
                List.of(
                        new RecurrentLayer.Lstm("lstm", 5, Activation.TANH, Activation.SIGMOID, true, true),
                        new Layer.Dense("dense", 2, Activation.LINEAR, true)));
        Random random = new Random(3);
        float[] weights = new float[architecture.parameterCount()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.5 * random.nextGaussian());
        }
        return new SequenceModel(new Weights(architecture, weights));
    }

    private static List<Trajectory> walks(int count) {
        Random random = new Random(4);
        List<Trajectory> walks = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            double[][] points = new double[1 + random.nextInt(15)][2];
            for (int i = 1; i < points.length; i++) {
                points[i][0] = points[i - 1][0] + random.nextGaussian();
                points[i][1] = points[i - 1][1] + random.nextGaussian();
            }
            walks.add(Trajectory.regular("walk" + s, points));
        }
        return walks;
    }
}
