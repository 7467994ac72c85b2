package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A model in one HDF5 file, as Keras 1, 2 and 3 save it under the name {@code .h5}. */
final class H5Source implements ModelSource {
    private static final String WEIGHTS = "model_weights";

    private final Hdf5Reader file;
    private final LayerWeights weights;

    H5Source(byte[] bytes) {
        file = new Hdf5Reader(bytes);
        weights = file.has(WEIGHTS) ? new NamedWeights(file, WEIGHTS) : layer -> List.of();
    }

    @Override
    public KerasVersion version() {
        return version(file);
    }

    static KerasVersion version(Hdf5Reader file) {
        return file.text("", "keras_version").map(KerasVersion::parse).orElse(KerasVersion.UNSAID);
    }

    @Override
    public JsonNode modelConfig() {
        return file.text("", "model_config")
                .map(text -> Json.parse("model_config", text))
                .orElseThrow(() -> new ModelFileException("model_config: expected as an attribute, found none; save the"
                        + " whole model, not its weights alone, or give the architecture's JSON beside them"));
    }

    @Override
    public Optional<JsonNode> trainingConfig() {
        return file.text("", "training_config").map(text -> Json.parse("training_config", text));
    }

    @Override
    public Optional<JsonNode> millrace() {
        return file.text("", MillraceAttribute.NAME).map(text -> Json.parse(MillraceAttribute.NAME, text));
    }

    @Override
    public List<WeightArray> weights(LayerConfig layer) {
        return weights.of(layer);
    }

    @Override
    public Optional<OptimizerVariables> optimizer() {
        return OptimizerVariables.ofH5(file);
    }

    @Override
    public void close() {
        file.close();
    }
}
