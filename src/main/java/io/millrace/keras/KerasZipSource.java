package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A model in an opened {@code .keras} file. */
record KerasZipSource(
        JsonNode metadata, JsonNode config, KerasZipPaths paths, Optional<JsonNode> millrace, Hdf5Reader file)
        implements ModelSource {
    @Override
    public KerasVersion version() {
        return KerasVersion.parse(metadata.path("keras_version").asText());
    }

    @Override
    public JsonNode modelConfig() {
        return config;
    }

    @Override
    public Optional<JsonNode> trainingConfig() {
        return Optional.ofNullable(config.get("compile_config")).filter(compiled -> !compiled.isEmpty());
    }

    @Override
    public List<WeightArray> weights(LayerConfig layer) {
        return new VarsWeights(file, paths).of(layer);
    }

    @Override
    public Optional<OptimizerVariables> optimizer() {
        return OptimizerVariables.ofZip(file);
    }

    @Override
    public void close() {
        file.close();
    }
}
