package io.millrace.model;

import io.millrace.network.Architecture;
import io.millrace.network.GraphBuilder;
import io.millrace.network.Layer;
import io.millrace.network.Tensor;
import io.millrace.training.InitialWeights;
import io.millrace.training.Initializer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keras' functional API: layers applied to what other layers put out, into a directed acyclic graph.
 *
 * <pre>{@code
 *   Functional graph = new Functional();
 *   Tensor words = graph.input(input(ANY, 1));
 *   Tensor hidden = graph.apply(bidirectional(lstm(32)), graph.apply(embedding(1000, 16), words));
 *   Model model = graph.model(graph.apply(dense(2).activation(SOFTMAX), hidden));
 * }</pre>
 *
 * What a Keras user writes as {@code layer(x)} is {@code graph.apply(layer, x)} here.
 */
public final class Functional {
    private final GraphBuilder graph = new GraphBuilder();
    private final IdentityHashMap<LayerSpec, Layer> layers = new IdentityHashMap<>();
    private final Map<String, Integer> named = new HashMap<>();

    /** Something that the model reads; the order of these calls is that of the model's inputs. */
    public Tensor input(LayerSpec spec) {
        return apply(spec);
    }

    /** Returns what the layer puts out for these inputs. A layer that is applied again shares its weights. */
    public Tensor apply(LayerSpec layer, Tensor... inputs) {
        return applyAll(layer, List.of(inputs), List.of()).get(0);
    }

    /** The same, from an {@code initial_state}; returns the output, then with {@code return_state} the states. */
    public List<Tensor> applyAll(LayerSpec layer, List<Tensor> inputs, List<Tensor> initialState) {
        return graph.addAll(layers.computeIfAbsent(layer, this::named), inputs, initialState);
    }

    /** Layers without a name are called after their class: lstm, lstm_1, lstm_2, … */
    private Layer named(LayerSpec spec) {
        return spec.layer(spec.name().orElseGet(() -> {
            int before = named.merge(spec.kind(), 1, Integer::sum) - 1;
            return before == 0 ? spec.kind() : spec.kind() + "_" + before;
        }));
    }

    /** The model that puts these out, its weights fresh. */
    public Model model(Tensor... results) {
        return model(0, results);
    }

    /** @param seed of the first weights: the same seed gives the same bits */
    public Model model(long seed, Tensor... results) {
        Architecture architecture = graph.build(results);
        return new Model(InitialWeights.of(architecture, seed, this::initializer));
    }

    /** A wrapper's parts are called after it: {@code bidirectional/forward_lstm}, {@code rnn/cell_0}. */
    private Optional<Initializer> initializer(Layer part, String weight) {
        for (Map.Entry<LayerSpec, Layer> entry : layers.entrySet()) {
            String name = entry.getValue().name() + "/";
            if ((part.name() + "/").startsWith(name)) {
                Map<String, Initializer> initializers = entry.getKey().initializers();
                String inside = (part.name() + "/" + weight).substring(name.length());
                return Optional.ofNullable(initializers.getOrDefault(inside, initializers.get(weight)));
            }
        }
        return Optional.empty();
    }
}
