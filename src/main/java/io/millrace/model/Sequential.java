package io.millrace.model;

import io.millrace.network.Tensor;

/** Keras' Sequential: layers one behind the other, from an {@link Layers#input} to the output. */
public final class Sequential {
    private Sequential() {}

    public static Model of(LayerSpec... layers) {
        return of(0, layers);
    }

    /** @param seed of the first weights: the same seed gives the same bits */
    public static Model of(long seed, LayerSpec... layers) {
        if (layers.length < 2 || !layers[0].kind().equals("input")) {
            throw new IllegalArgumentException("Sequential: expected input(…) and then at least one layer, found "
                    + (layers.length == 0 ? "nothing" : layers[0].kind() + " first of " + layers.length));
        }
        Functional graph = new Functional();
        Tensor last = graph.input(layers[0]);
        for (int i = 1; i < layers.length; i++) {
            last = graph.apply(layers[i], last);
        }
        return graph.model(seed, last);
    }
}
