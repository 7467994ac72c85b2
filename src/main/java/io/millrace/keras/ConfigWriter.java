package io.millrace.keras;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Shape;
import io.millrace.network.Tensor;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An architecture in words that Keras 2 and Keras 3 both understand: a chain as a Sequential model, anything else as a
 * Functional one, with the input's shape on an InputLayer alone. Only a call with an initial state is written as Keras 3
 * has it: there is no form that both read.
 */
final class ConfigWriter {
    private static final String KERAS_2 = "2.15.0";
    /** The version decides what hard_sigmoid means, see {@link KerasVersion#hardSigmoid}. */
    private static final String KERAS_3 = "3.0.0";

    private final Architecture architecture;
    private final Map<String, String> layerSettings;
    private final Masks masks;

    private ConfigWriter(KerasModel model) {
        architecture = model.network().architecture();
        layerSettings = model.origin().layerSettings();
        masks = Masks.of(architecture);
    }

    static String kerasVersion(Architecture architecture) {
        Set<Activation> used = activations(architecture);
        if (used.contains(Activation.HARD_SIGMOID) && used.contains(Activation.HARD_SIGMOID_KERAS2)) {
            throw new IllegalArgumentException(
                    "hard_sigmoid: expected one definition in a model, found that of Keras 2 and that of Keras 3");
        }
        return used.contains(Activation.HARD_SIGMOID) ? KERAS_3 : KERAS_2;
    }

    static Set<Activation> activations(Architecture architecture) {
        return architecture.layers().stream().flatMap(ConfigWriter::activations).collect(Collectors.toSet());
    }

    private static Stream<Activation> activations(Layer layer) {
        if (layer instanceof RecurrentLayer.Lstm lstm) {
            return Stream.of(lstm.activation(), lstm.recurrentActivation());
        }
        if (layer instanceof RecurrentLayer.Gru gru) {
            return Stream.of(gru.activation(), gru.recurrentActivation());
        }
        if (layer instanceof RecurrentLayer.SimpleRnn simple) {
            return Stream.of(simple.activation());
        }
        if (layer instanceof Layer.Dense dense) {
            return Stream.of(dense.activation());
        }
        if (layer instanceof PlainLayer.Activate activate) {
            return Stream.of(activate.activation());
        }
        return parts(layer).flatMap(ConfigWriter::activations);
    }

    /** The layers inside a wrapper. */
    private static Stream<Layer> parts(Layer layer) {
        if (layer instanceof WrapperLayer.Bidirectional both) {
            return Stream.of(both.forward(), both.backward());
        }
        if (layer instanceof WrapperLayer.Stacked stack) {
            return stack.cells().stream().map(cell -> cell);
        }
        return layer instanceof WrapperLayer.TimeDistributed each ? Stream.of(each.layer()) : Stream.empty();
    }

    static ObjectNode modelConfig(KerasModel model) {
        ConfigWriter writer = new ConfigWriter(model);
        return isSequential(writer.architecture) ? writer.sequential() : writer.functional();
    }

    /** A Sequential model has one output a layer. */
    static boolean isSequential(Architecture architecture) {
        boolean single = true;
        for (int node = 0; node < architecture.nodes().size(); node++) {
            single &= architecture.shapes(node).size() == 1;
        }
        return single && architecture.isChain();
    }

    private ObjectNode sequential() {
        ObjectNode model = Json.object().put("class_name", "Sequential");
        ArrayNode layers = model.putObject("config").put("name", "sequential").putArray("layers");
        for (Node node : architecture.nodes()) {
            layers.add(entry(node.layer()));
        }
        return model;
    }

    private ObjectNode functional() {
        ObjectNode model = Json.object().put("class_name", "Functional");
        ObjectNode config = model.putObject("config").put("name", "functional");
        ArrayNode layers = config.putArray("layers");
        requireMasksAsKeras3HasThem();
        for (Layer layer : LayerOrder.of(architecture)) {
            if (layer instanceof PlainLayer.Unmask) {
                continue; // of itself beside an initial state
            }
            ObjectNode entry = entry(layer).put("name", name(layer));
            ((ObjectNode) entry.get("config")).put("name", name(layer));
            ArrayNode calls = entry.putArray("inbound_nodes");
            for (Node node : architecture.nodes()) {
                if (node.layer().equals(layer) && !node.inputs().isEmpty()) {
                    calls.add(node.states().isEmpty() ? call(node) : callFromState(node));
                }
            }
            layers.add(entry);
        }
        ArrayNode inputs = config.putArray("input_layers");
        architecture.inputNodes().forEach(node -> inputs.add(reference(new Tensor(node, 0))));
        ArrayNode outputs = config.putArray("output_layers");
        architecture.results().forEach(result -> outputs.add(reference(result)));
        return model;
    }

    private ObjectNode entry(Layer layer) {
        if (layer instanceof PlainLayer.Input input) {
            return input(input);
        }
        ObjectNode entry = LayerWriter.write(layer);
        Optional.ofNullable(layerSettings.get(layer.name()))
                .ifPresent(settings -> LayerSettings.complete((ObjectNode) entry.get("config"), settings));
        return entry;
    }

    private ObjectNode input(PlainLayer.Input input) {
        ObjectNode entry = Json.object().put("class_name", LayerConfig.INPUT);
        ObjectNode config = entry.putObject("config");
        boolean tokens = isTokens(input);
        ArrayNode shape = config.putArray("batch_input_shape");
        // Keras keeps the states of a stateful layer for a batch of a known size: here, of one stream.
        if (isStateful(architecture)) {
            shape.add(1);
        } else {
            shape.addNull();
        }
        addShape(input.shape(), shape);
        if (tokens) {
            shape.remove(shape.size() - 1);
        }
        config.put("dtype", tokens ? "int32" : "float32").put("name", input.name());
        return entry;
    }

    static boolean isStateful(Architecture architecture) {
        return architecture.expanded().layers().stream()
                .anyMatch(layer -> layer instanceof RecurrentLayer recurrent
                        && recurrent.recurrence().stateful());
    }

    private boolean isTokens(PlainLayer.Input input) {
        return architecture.nodes().stream()
                .filter(node -> node.layer() instanceof Layer.Embedding)
                .flatMap(node -> node.inputs().stream())
                .anyMatch(read -> architecture.nodes().get(read.node()).layer().equals(input));
    }

    private static void addShape(Shape shape, ArrayNode json) {
        if (shape.isFixed()) {
            json.add(shape.steps());
        } else if (shape.isSequence()) {
            json.addNull();
        }
        json.add(shape.width());
    }

    private ArrayNode call(Node node) {
        ArrayNode call = Json.array();
        node.inputs().forEach(input -> call.add(reference(input).add(Json.object())));
        return call;
    }

    private ObjectNode callFromState(Node node) {
        ObjectNode call = Json.object();
        ArrayNode arguments = call.putArray("args");
        node.inputs().forEach(input -> arguments.add(kerasTensor(input)));
        ArrayNode states = call.putObject("kwargs").putArray("initial_state");
        node.states().forEach(state -> states.add(kerasTensor(state)));
        return call;
    }

    private ObjectNode kerasTensor(Tensor tensor) {
        ObjectNode json = Json.object().put("class_name", "__keras_tensor__");
        ObjectNode config = json.putObject("config");
        addShape(architecture.shape(tensor), config.putArray("shape").addNull());
        config.put("dtype", "float32").set("keras_history", reference(tensor));
        return json;
    }

    /** Beside an initial state Keras 3 passes the input's mask over; anywhere else it does not. */
    private void requireMasksAsKeras3HasThem() {
        for (Node node : architecture.nodes()) {
            boolean unmasked = node.inputs().stream()
                    .anyMatch(input -> architecture.nodes().get(input.node()).layer() instanceof PlainLayer.Unmask);
            boolean fromStates = !node.states().isEmpty();
            boolean masked = !node.inputs().isEmpty() && masks.of(node.inputs().get(0)) != null;
            if (unmasked && !fromStates || masked && fromStates && node.layer().readsSequence()) {
                throw new IllegalArgumentException(node.layer().name() + ": expected a mask that Keras 3 applies, too,"
                        + " found " + (fromStates ? "one beside an initial state" : "one that ends here")
                        + "; leave the Masking or mask_zero before it out");
            }
        }
    }

    /** An operation on masks of that kind gets a name of Keras', which no layer may have then. */
    private String name(Layer layer) {
        boolean taken = layer instanceof PlainLayer.Merge && layer.name().matches("concatenate(_\\d+)?");
        return taken && !masks.isEmpty() ? layer.name() + "_masked" : layer.name();
    }

    /** Layer, which of its calls, which of its outputs. */
    private ArrayNode reference(Tensor tensor) {
        List<Node> nodes = architecture.nodes();
        Layer layer = nodes.get(tensor.node()).layer();
        if (layer instanceof PlainLayer.Unmask) {
            return reference(nodes.get(tensor.node()).inputs().get(0));
        }
        long call = nodes.subList(0, tensor.node()).stream()
                .filter(node -> node.layer().equals(layer))
                .count();
        return Json.array().add(name(layer)).add(call).add(tensor.output());
    }
}
