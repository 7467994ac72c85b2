package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A file of weights alone ({@code save_weights}) and the architecture beside it ({@code to_json}). The weights stand as
 * in an {@code .h5} file, or in a {@code .weights.h5} file of Keras 3 as in a {@code .keras} file.
 */
final class WeightsAloneSource implements ModelSource {
    private static final String WHOLE = "model_weights";

    private final JsonNode architecture;
    private final Hdf5Reader file;
    private final LayerWeights weights;

    WeightsAloneSource(byte[] weights, JsonNode architecture) {
        this.architecture = architecture;
        file = new Hdf5Reader(weights);
        if (file.has(WHOLE)) {
            this.weights = new NamedWeights(file, WHOLE); // a whole model: its weights will do
        } else if (NamedWeights.areIn(file, "")) {
            this.weights = new NamedWeights(file, "");
        } else {
            this.weights = new VarsWeights(file, new KerasZipPaths(ModelConfig.parse(architecture)));
        }
    }

    @Override
    public KerasVersion version() {
        return architecture.hasNonNull("keras_version")
                ? KerasVersion.parse(architecture.get("keras_version").asText())
                : H5Source.version(file);
    }

    @Override
    public JsonNode modelConfig() {
        return architecture;
    }

    @Override
    public Optional<JsonNode> trainingConfig() {
        return Optional.empty();
    }

    @Override
    public Optional<JsonNode> millrace() {
        return Optional.empty();
    }

    @Override
    public List<WeightArray> weights(LayerConfig layer) {
        return weights.of(layer);
    }

    @Override
    public Optional<OptimizerVariables> optimizer() {
        return Optional.empty();
    }

    @Override
    public void close() {
        file.close();
    }
}
