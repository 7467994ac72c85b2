package io.millrace.benchmark;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.stream.Baseline;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamTask;
import io.millrace.training.InitialWeights;
import java.util.ArrayList;
import java.util.List;

/** The networks A and B of {@link Networks} with a head for the next point: half as many features as inputs. */
enum PipelineModel {
    A(2, 32),
    B(16, 128);

    final int features;
    final int units;

    PipelineModel(int features, int units) {
        this.features = features;
        this.units = units;
    }

    String title() {
        return "LSTM " + 2 * features + "→" + units;
    }

    StreamModel model() {
        PointEncoding encoding = new PointEncoding(
                names(), PointEncoding.Kind.DISPLACEMENT, Scaling.none(2 * features), Scaling.none(features));
        Layer lstm = new RecurrentLayer.Lstm("lstm", units, Activation.TANH, Activation.SIGMOID, true, true);
        Layer dense = new Layer.Dense("dense", features, Activation.LINEAR, true);
        Architecture architecture = new Architecture(encoding.inputs(), List.of(lstm, dense));
        return new StreamModel(
                new ModelVersion("ball", "1"), new SequenceModel(InitialWeights.of(architecture, 1)), encoding);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            names.add("f" + i);
        }
        return names;
    }

    StreamTask task() {
        return new StreamTask(model(), StreamSettings.next(0, Baseline.CONSTANT_VELOCITY));
    }
}
