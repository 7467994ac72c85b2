package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** An opened model file of either format. */
interface ModelSource extends AutoCloseable {
    KerasVersion version();

    /** The architecture, as JSON. */
    JsonNode modelConfig();

    /** Optimizer, loss and metrics, as JSON, where the model was compiled. */
    Optional<JsonNode> trainingConfig();

    /** What Millrace adds to a file, as JSON. */
    Optional<JsonNode> millrace();

    /** The weights of one layer in Keras' order; none where it has none. */
    List<WeightArray> weights(LayerConfig layer);

    /** The optimizer's variables, where the file has them. */
    Optional<OptimizerVariables> optimizer();

    @Override
    void close();
}
