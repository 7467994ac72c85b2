package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Architecture;
import io.millrace.network.GraphBuilder;
import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import io.millrace.network.Shape;
import io.millrace.network.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From a file's graph of layers to an {@link Architecture}, call by call, each after those that it reads. Layers that do
 * nothing when predicting are left out; what cannot be served is refused by name.
 */
final class GraphReader {
    private static final Set<String> NOTHING_WHEN_PREDICTING = Set.of(
            "SpatialDropout1D",
            "AlphaDropout",
            "GaussianDropout",
            "GaussianNoise",
            "ActivityRegularization",
            "Identity");
    private static final int SEQUENCE_RANK = 3; // [batch, time, features]

    private final ModelConfig model;
    private final KerasVersion version;
    private final LayerReader reader;
    private final Set<String> tokenInputs = new HashSet<>();
    private final Map<String, Layer> layers = new HashMap<>();
    private final Map<String, LayerConfig> sources = new LinkedHashMap<>();
    private final GraphBuilder graph = new GraphBuilder();
    private final Map<TensorReference, Tensor> tensors = new HashMap<>();
    private final Masks masks = new Masks();

    private GraphReader(ModelConfig model, KerasVersion version) {
        this.model = model;
        this.version = version;
        reader = new LayerReader(version);
        for (LayerConfig layer : model.layers()) {
            if (layer.className().equals("Embedding")) {
                layer.calls().forEach(call -> call.reads().forEach(ids -> tokenInputs.add(ids.layer())));
            }
        }
    }

    /**
     * What was read.
     *
     * @param sources of each layer of the architecture, by its name, the file's layer that holds its weights
     */
    record Graph(Architecture architecture, Map<String, LayerConfig> sources) {}

    static Graph read(ModelConfig model, KerasVersion version) {
        GraphReader reader = new GraphReader(model, version);
        model.layers().forEach(reader::readLayer); // first: what is not supported is refused by its own name
        reader.placeInputs();
        reader.placeCalls();
        if (reader.sources.isEmpty()) {
            throw new ModelFileException("model_config: expected a layer that computes, found none");
        }
        Architecture architecture =
                reader.graph.build(model.outputs().stream().map(reader::output).toList());
        return new Graph(architecture, reader.sources);
    }

    private boolean isLayer(LayerConfig layer) {
        return !layer.className().equals(LayerConfig.INPUT)
                && !NOTHING_WHEN_PREDICTING.contains(layer.className())
                && !(layer.isOperation() && !isMerge(layer));
    }

    /** Of tensors or of masks: what it reads tells. */
    private static boolean isMerge(LayerConfig layer) {
        return Set.of("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Concatenate")
                .contains(layer.className());
    }

    private void readLayer(LayerConfig layer) {
        if (isLayer(layer) && layers.put(layer.name(), reader.read(layer)) != null) {
            throw layer.refuse("two layers have this name; names must differ");
        }
    }

    private void placeInputs() {
        Map<String, LayerConfig> named = new LinkedHashMap<>();
        model.layers().stream()
                .filter(layer -> layer.className().equals(LayerConfig.INPUT))
                .forEach(layer -> named.put(layer.name(), layer));
        for (TensorReference input : model.inputs()) {
            LayerConfig layer = named.remove(input.layer());
            if (layer == null) {
                throw new ModelFileException("model_config input_layers: expected an InputLayer, found " + input);
            }
            tensors.put(input, graph.input(layer.name(), inputShape(layer)));
        }
        named.values().forEach(unread -> {
            throw unread.refuse("expected among the model's inputs, found " + model.inputs());
        });
    }

    private Shape inputShape(LayerConfig layer) {
        JsonNode shape = layer.inputShape().orElse(Json.object());
        boolean tokens = tokenInputs.contains(layer.name());
        int rank = tokens ? SEQUENCE_RANK - 1 : shape.size();
        boolean sized = tokens || positive(shape.path(rank - 1));
        if (shape.size() != rank || rank < 2 || rank > SEQUENCE_RANK || !sized) {
            throw layer.refuse("input shape: expected " + (tokens ? "[batch, time]" : "[batch, time, features]")
                    + ", found " + (shape.isEmpty() ? "none; build the model before saving it" : shape));
        }
        int steps = positive(shape.get(1)) ? shape.get(1).intValue() : Shape.ANY;
        if (tokens) {
            return Shape.sequence(steps, 1);
        }
        int width = shape.get(rank - 1).intValue();
        return rank == 2 ? Shape.vector(width) : Shape.sequence(steps, width);
    }

    private static boolean positive(JsonNode size) {
        return size.canConvertToInt() && size.isNumber() && size.intValue() > 0;
    }

    private record Pending(LayerConfig layer, int index) {
        LayerCall call() {
            return layer.calls().get(index);
        }
    }

    /** The file's order is not always one in which everything is there before it is read. */
    private void placeCalls() {
        List<Pending> waiting = new ArrayList<>();
        for (LayerConfig layer : model.layers()) {
            if (!layer.className().equals(LayerConfig.INPUT)) {
                for (int index = 0; index < layer.calls().size(); index++) {
                    waiting.add(new Pending(layer, index));
                }
            }
        }
        while (!waiting.isEmpty()) {
            List<Pending> later = new ArrayList<>();
            for (Pending pending : waiting) {
                if (pending.call().reads().stream().allMatch(this::isPlaced)) {
                    place(pending);
                } else {
                    later.add(pending);
                }
            }
            if (later.size() == waiting.size()) {
                Pending first = later.get(0);
                throw first.layer()
                        .refuse("expected to read what earlier layers put out, found "
                                + first.call().reads().stream()
                                        .filter(reference -> !isPlaced(reference))
                                        .toList());
            }
            waiting = later;
        }
    }

    private boolean isPlaced(TensorReference reference) {
        return tensors.containsKey(reference) || masks.isMask(reference);
    }

    private void place(Pending pending) {
        LayerConfig layer = pending.layer();
        LayerCall call = pending.call();
        TensorReference result = new TensorReference(layer.name(), pending.index(), 0);
        if (masks.follow(layer, call, result, tensors)) {
            return;
        }
        if (!layers.containsKey(layer.name()) && layer.isOperation()) {
            throw layer.refuse("this operation is not supported; layers and the masks of Masking and Embedding are");
        }
        List<Tensor> arguments = call.arguments().stream().map(this::tensor).toList();
        if (arguments.isEmpty()) {
            throw layer.refuse("expected an input, found none");
        }
        if (!layers.containsKey(layer.name())) {
            tensors.put(result, arguments.get(0));
            return;
        }
        add(layer, call, arguments, result);
    }

    private void add(LayerConfig source, LayerCall call, List<Tensor> arguments, TensorReference result) {
        Layer layer = layers.get(source.name());
        List<Tensor> inputs = arguments;
        List<Tensor> states = new ArrayList<>();
        if (!layer.stateSizes().isEmpty()) {
            // Keras 2 lists a call's initial state behind its input.
            inputs = arguments.subList(0, 1);
            states.addAll(arguments.subList(1, arguments.size()));
        }
        for (Map.Entry<String, List<TensorReference>> named : call.named().entrySet()) {
            switch (named.getKey()) {
                case "initial_state" -> named.getValue().forEach(state -> states.add(tensor(state)));
                case "mask" -> requireMask(source, named.getValue(), inputs);
                default -> throw source.refuse(named.getKey() + ": tensors by this name are not supported");
            }
        }
        boolean passedOver = call.masksSpelled() && !call.named().containsKey("mask");
        if (passedOver && layer.readsSequence() && !states.isEmpty() && masks.of(inputs.get(0)) != null) {
            inputs = List.of(unmask(source, inputs.get(0))); // Keras 3 hands no mask on beside an initial state
        }
        try {
            requireLastAxis(source, graph.shape(inputs.get(0)));
            List<Tensor> outputs = graph.addAll(layer, inputs, states);
            for (int output = 0; output < outputs.size(); output++) {
                tensors.put(new TensorReference(result.layer(), result.call(), output), outputs.get(output));
            }
            masks.derive(layer, inputs, outputs.get(0));
        } catch (IllegalArgumentException e) {
            String why = e.getMessage();
            String prefix = source.name() + ": ";
            throw source.refuse(why.startsWith(prefix) ? why.substring(prefix.length()) : why);
        }
        sources.put(source.name(), source);
    }

    private Tensor unmask(LayerConfig source, Tensor masked) {
        String name = source.name() + "_unmask";
        LayerConfig without = new LayerConfig(name, "Unmask", "", Json.object(), List.of());
        sources.put(name, without);
        return graph.addAll(new PlainLayer.Unmask(name), List.of(masked), List.of())
                .get(0);
    }

    /** What is merged side by side stands along the width. */
    private static void requireLastAxis(LayerConfig source, Shape shape) {
        if (source.className().equals("Concatenate") || source.className().equals("Merge")) {
            int last = shape.isSequence() ? 2 : 1;
            int axis = (int) source.number(-1, "axis", "concat_axis");
            if (axis != -1 && axis != last) {
                throw source.refuse("axis " + axis + " is not supported; -1 is");
            }
        }
    }

    /** The masks of a call are those of its inputs, as they come without being spelt out. */
    private void requireMask(LayerConfig layer, List<TensorReference> given, List<Tensor> inputs) {
        boolean same = given.size() == inputs.size();
        for (int i = 0; same && i < inputs.size(); i++) {
            Masks.Mask derived = masks.of(inputs.get(i));
            Masks.Mask computed = masks.computed(given.get(i));
            same = masks.isMask(given.get(i)) && (derived == null ? computed == null : derived.equals(computed));
        }
        if (!same) {
            throw layer.refuse("this mask is not supported; that of a Masking or Embedding layer before it is");
        }
    }

    private Tensor tensor(TensorReference reference) {
        Tensor tensor = tensors.get(reference);
        if (tensor == null) {
            throw new ModelFileException(
                    "model_config: expected numbers to compute with, found the mask " + reference.layer());
        }
        return tensor;
    }

    private Tensor output(TensorReference reference) {
        Tensor tensor = tensors.get(reference);
        if (tensor == null) {
            throw new ModelFileException("model_config output_layers: expected outputs of layers, found " + reference);
        }
        return tensor;
    }
}
