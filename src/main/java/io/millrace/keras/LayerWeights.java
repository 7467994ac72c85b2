package io.millrace.keras;

import java.util.List;

/** Where a file has the weights of its layers. */
interface LayerWeights {
    /** The weights of one layer in Keras' order, as the file has them; none where it has none. */
    List<WeightArray> of(LayerConfig layer);
}
