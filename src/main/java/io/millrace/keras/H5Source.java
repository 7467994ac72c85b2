package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model in one HDF5 file, as Keras 1, 2 and 3 save it under the name {@code .h5}. Names differ from version to version
 * and hold slashes: the file's own lists, {@code layer_names} and then {@code weight_names}, say where an array is.
 */
final class H5Source implements ModelSource {
    private static final String WEIGHTS = "model_weights";

    private final Hdf5Reader file;

    H5Source(byte[] bytes) {
        file = new Hdf5Reader(bytes);
    }

    @Override
    public KerasVersion version() {
        return file.text("", "keras_version").map(KerasVersion::parse).orElse(KerasVersion.UNSAID);
    }

    @Override
    public JsonNode modelConfig() {
        return file.text("", "model_config")
                .map(text -> Json.parse("model_config", text))
                .orElseThrow(
                        () -> new ModelFileException(
                                "model_config: expected as an attribute, found none; save the whole model, not its weights alone"));
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
        List<String> layers = file.texts(WEIGHTS, "layer_names").orElse(List.of());
        if (!layers.contains(layer.name())) {
            return List.of();
        }
        String group = WEIGHTS + "/" + layer.name();
        List<WeightArray> arrays = new ArrayList<>();
        for (String name : file.texts(group, "weight_names").orElse(List.of())) {
            arrays.add(file.array(group + "/" + name));
        }
        return arrays;
    }

    @Override
    public void close() {
        file.close();
    }
}
