package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import java.util.List;

/** From an opened file to a model: architecture first, then the weights that it calls for, each of the right shape. */
final class ModelReader {
    private ModelReader() {}

    static KerasModel read(ModelSource source, String defaultVersion) {
        KerasVersion version = source.version();
        ChainReader.Chain chain = ChainReader.read(ModelConfig.parse(source.modelConfig()), version);
        MillraceAttribute millrace =
                source.millrace().map(MillraceAttribute::read).orElse(MillraceAttribute.NONE);
        return new KerasModel(
                new SequenceModel(weights(source, chain)),
                millrace.encoding(),
                source.trainingConfig().flatMap(TrainingConfigJson::read),
                millrace.version().orElse(defaultVersion),
                millrace.provenance(),
                version.text());
    }

    private static Weights weights(ModelSource source, ChainReader.Chain chain) {
        Architecture architecture = chain.architecture();
        List<List<WeightArray>> found = chain.sources().stream()
                .map(layer -> Keras1Weights.join(layer, source.weights(layer)))
                .toList();
        // Shapes before numbers: nothing large is allocated for a file that does not hold it.
        for (int layer = 0; layer < found.size(); layer++) {
            requireShapes(chain.sources().get(layer), parameters(architecture, layer), found.get(layer));
        }
        float[] values = new float[architecture.parameterCount()];
        for (int layer = 0; layer < found.size(); layer++) {
            int index = 0;
            for (Parameter parameter : parameters(architecture, layer)) {
                WeightArray array = found.get(layer).get(index++);
                float[] numbers = array.values().get();
                if (numbers.length != parameter.size()) {
                    throw new ModelFileException(array.name() + ": expected " + parameter.size() + " floats, found "
                            + numbers.length + "; the file is damaged");
                }
                System.arraycopy(numbers, 0, values, parameter.offset(), numbers.length);
            }
        }
        return new Weights(architecture, values);
    }

    private static List<Parameter> parameters(Architecture architecture, int layer) {
        return architecture.parameters().stream()
                .filter(parameter -> parameter.layer() == layer)
                .toList();
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
