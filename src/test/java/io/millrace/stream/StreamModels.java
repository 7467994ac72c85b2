package io.millrace.stream;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import java.util.List;
import java.util.Random;

/** Small models with seeded weights. */
public final class StreamModels {
    private StreamModels() {}

    /** An LSTM that reads displacements. */
    public static StreamModel lstm(int units, String version) {
        return lstm(units, version, 42);
    }

    /** Another seed, other weights. */
    public static StreamModel lstm(int units, String version, long seed) {
        PointEncoding encoding = new PointEncoding(
                List.of("x", "y"),
                PointEncoding.Kind.DISPLACEMENT,
                new Scaling(List.of(0.1, -0.2, 0.0, 0.0), List.of(2.0, 3.0, 0.5, 0.25)),
                new Scaling(List.of(0.0, 0.01), List.of(0.1, 0.2)));
        RecurrentLayer.Lstm lstm =
                new RecurrentLayer.Lstm("lstm", units, Activation.TANH, Activation.SIGMOID, true, true);
        return seeded(encoding, version, seed, lstm, new Layer.Dense("dense", 2, Activation.LINEAR, true));
    }

    /** h' = x·W + h·U with the weights given, one feature, raw: what it does can be reckoned by hand. */
    public static StreamModel linear(float kernel, float recurrentKernel) {
        Architecture architecture =
                new Architecture(1, List.of(new RecurrentLayer.SimpleRnn("rnn", 1, Activation.LINEAR, false, true)));
        Weights weights = new Weights(architecture, new float[] {kernel, recurrentKernel});
        return new StreamModel(
                new ModelVersion("linear", "1"), new SequenceModel(weights), PointEncoding.unscaled(List.of("x")));
    }

    /** An LSTM without a head: its outputs are no points. */
    static SequenceModel lstmAlone(int units, int inputs) {
        RecurrentLayer.Lstm lstm =
                new RecurrentLayer.Lstm("lstm", units, Activation.TANH, Activation.SIGMOID, true, true);
        Architecture architecture = new Architecture(inputs, List.of(lstm));
        return new SequenceModel(new Weights(architecture, new float[architecture.parameterCount()]));
    }

    private static StreamModel seeded(PointEncoding encoding, String version, long seed, Layer... layers) {
        Architecture architecture = new Architecture(encoding.inputs(), List.of(layers));
        Random random = new Random(seed);
        float[] values = new float[architecture.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.4);
        }
        return new StreamModel(
                new ModelVersion("ball", version), new SequenceModel(new Weights(architecture, values)), encoding);
    }
}
