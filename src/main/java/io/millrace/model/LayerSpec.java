package io.millrace.model;

import io.millrace.network.Layer;
import io.millrace.training.Initializer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A layer as a model is written down, before it has its place in one; {@link Layers} makes them. Each object is one layer:
 * where a graph applies it twice, its weights are shared.
 */
public class LayerSpec {
    private final String kind;
    private final Function<String, Layer> made;
    private final Map<String, Initializer> initializers;
    private String name;

    /** @param kind what an unnamed layer is called after, such as {@code simple_rnn} */
    LayerSpec(String kind, Function<String, Layer> made) {
        this(kind, made, new HashMap<>());
    }

    /** @param initializers by the weight's name; a wrapper has those of what it wraps */
    LayerSpec(String kind, Function<String, Layer> made, Map<String, Initializer> initializers) {
        this.kind = kind;
        this.made = made;
        this.initializers = initializers;
    }

    /** Its name in summaries and files; left out, the model names it after its class, as Keras does. */
    public LayerSpec name(String given) {
        name = given;
        return this;
    }

    final Map<String, Initializer> initializers() {
        return initializers;
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
