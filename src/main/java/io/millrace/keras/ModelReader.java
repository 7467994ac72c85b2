package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From an opened file to a model: architecture first, then the weights that it calls for, each of the right shape. */
final class ModelReader {
    private ModelReader() {}

    static KerasModel read(ModelSource source, String defaultVersion) {
        KerasVersion version = source.version();
        ModelConfig config = ModelConfig.parse(source.modelConfig());
        GraphReader.Graph graph = GraphReader.read(config, version);
        Optional<TrainingConfig> training = source.trainingConfig().flatMap(TrainingConfigJson::read);
        MillraceAttribute millrace =
                source.millrace().map(MillraceAttribute::read).orElse(MillraceAttribute.NONE);
        return new KerasModel(
                new SequenceModel(weights(source, graph)),
                millrace.encoding(),
                millrace.target(),
                training,
                optimizer(source, config, graph, training),
                millrace.version().orElse(defaultVersion),
                millrace.provenance(),
                new FileOrigin(version.text(), LayerSettings.of(config.layers(), version)));
    }

    private static Weights weights(ModelSource source, GraphReader.Graph graph) {
        Architecture architecture = graph.architecture();
        List<LayerConfig> layers = architecture.layers().stream()
                .map(layer -> graph.sources().get(layer.name()))
                .toList();
        List<List<WeightArray>> found = layers.stream()
                .map(layer -> WeightLayout.plain(layer, source.weights(layer)))
                .toList();
        List<List<Parameter>> expected = byLayer(architecture);
        // Shapes before numbers: nothing large is allocated for a file that does not hold it.
        for (int layer = 0; layer < found.size(); layer++) {
            requireShapes(layers.get(layer), expected.get(layer), found.get(layer));
        }
        float[] values = new float[architecture.parameterCount()];
        for (int layer = 0; layer < found.size(); layer++) {
            for (int i = 0; i < found.get(layer).size(); i++) {
                found.get(layer).get(i).copyTo(values, expected.get(layer).get(i));
            }
        }
        return new Weights(architecture, values);
    }

    /** Where the file's optimizer is one that Millrace has, too. */
    private static Optional<OptimizerState> optimizer(
            ModelSource source, ModelConfig config, GraphReader.Graph graph, Optional<TrainingConfig> training) {
        List<Parameter> parameters = config.learning(graph.architecture());
        int weights = graph.architecture().parameterCount();
        return training.flatMap(
                compiled -> source.optimizer().flatMap(variables -> variables.state(compiled, parameters, weights)));
    }

    private static List<List<Parameter>> byLayer(Architecture architecture) {
        List<List<Parameter>> parameters = new ArrayList<>();
        architecture.layers().forEach(layer -> parameters.add(new ArrayList<>()));
        architecture
                .parameters()
                .forEach(parameter -> parameters.get(parameter.layer()).add(parameter));
        return parameters;
    }

    private static void requireShapes(LayerConfig layer, List<Parameter> expected, List<WeightArray> found) {
        if (found.size() != expected.size()) {
            throw layer.refuse("expected " + expected.size() + " weight arrays, found " + found.size() + " "
                    + found.stream().map(WeightArray::name).toList());
        }
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).shape().equals(expected.get(i).shape())) {
                throw layer.refuse(expected.get(i).name() + ": expected "
                        + expected.get(i).shape() + ", found " + found.get(i).shape());
            }
        }
    }
}
