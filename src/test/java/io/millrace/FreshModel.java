package io.millrace;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.keras.KerasModel;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import java.util.List;

/** A model of points in space that has not learned anything: for what does not depend on how good it is. */
public final class FreshModel {
    public static final List<String> FEATURES = List.of("x", "y", "z");

    private FreshModel() {}

    /**
     * One LSTM, unscaled, with a head for the next displacement.
     *
     * @param version another one has other weights
     */
    public static KerasModel lstm(int units, int version) {
        List<Layer> layers = List.of(
                new RecurrentLayer.Lstm("lstm", units, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", 3, Activation.LINEAR, true));
        PointEncoding encoding =
                new PointEncoding(FEATURES, PointEncoding.Kind.DISPLACEMENT, Scaling.none(6), Scaling.none(3));
        SequenceModel network = new SequenceModel(InitialWeights.of(new Architecture(6, layers), version));
        return new KerasModel(network, Integer.toString(version)).withEncoding(encoding);
    }
}
