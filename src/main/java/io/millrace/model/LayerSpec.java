package io.millrace.model;

import io.millrace.network.Layer;
import java.util.Optional;
import java.util.function.Function;

/**
 * A layer as a model is written down, before it has its place in one; {@link Layers} makes them. Each object is one layer:
 * where a graph applies it twice, its weights are shared.
 */
public class LayerSpec {
    private final String kind;
    private final Function<String, Layer> made;
    private String name;

    /** @param kind what an unnamed layer is called after, such as {@code simple_rnn} */
    LayerSpec(String kind, Function<String, Layer> made) {
        this.kind = kind;
        this.made = made;
    }

    /** Its name in summaries and files; left out, the model names it after its class, as Keras does. */
    public LayerSpec name(String given) {
        name = given;
        return this;
    }

    final Optional<String> name() {
        return Optional.ofNullable(name);
    }

    final String kind() {
        return kind;
    }

    Layer layer(String layerName) {
        return made.apply(layerName);
    }
}
