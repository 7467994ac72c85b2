package io.millrace.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model's layers and how they are wired: a directed acyclic graph of nodes, most often a chain. Numbers only. It says
 * where each weight stands in one flat array (layer by layer, in Keras' order) and where each node's state stands in a
 * stream's state, and it knows the shape of everything that flows. Immutable; equal where nodes and results are.
 *
 * <p>One point of a stream holds all inputs, one behind the other; one output row all results.
 */
public final class Architecture {
    private final List<Node> nodes;
    private final List<Tensor> results;
    private final List<List<Shape>> shapes; // [node][output]
    private final List<Layer> layers; // each once, without the inputs
    private final int[] firstNodes; // of each layer
    private final int[] stateOffsets; // of each node, and the state's size
    private final int[] parameterOffsets; // of each layer, and the count
    private final int outputs; // asked for with every point
    private final Architecture expanded;

    /**
     * A chain, over sequences of any length.
     *
     * @param inputs floats of one point, scaled
     * @param layers from the input to the output
     */
    public Architecture(int inputs, List<Layer> layers) {
        this(Wiring.chain(inputs, layers), List.of(new Tensor(layers.size(), 0)));
    }

    /**
     * A graph; {@link GraphBuilder} is the convenient way here.
     *
     * @param nodes each after those that it reads; the order of the Input nodes is that of the model's inputs
     * @param results what the model puts out
     */
    public Architecture(List<Node> nodes, List<Tensor> results) {
        this.nodes = List.copyOf(nodes);
        this.results = List.copyOf(results);
        shapes = Wiring.shapes(this.nodes);
        if (results.isEmpty()) {
            throw new IllegalArgumentException("results: expected at least one, found none");
        }
        results.forEach(result -> Wiring.requireEarlier("results", result, nodes.size(), shapes));
        outputs = results.stream().mapToInt(result -> shape(result).width()).sum();
        layers = Wiring.distinctLayers(this.nodes);
        firstNodes = layers.stream().mapToInt(this::firstNode).toArray();
        stateOffsets = Wiring.stateOffsets(this.nodes);
        parameterOffsets = new int[layers.size() + 1];
        for (int layer = 0; layer < layers.size(); layer++) {
            int size = weights(layer).stream().mapToInt(Layer.WeightShape::size).reduce(0, Math::addExact);
            parameterOffsets[layer + 1] = Math.addExact(parameterOffsets[layer], size);
        }
        requireSameWeights();
        expanded = layers.stream().anyMatch(WrapperLayer.class::isInstance) ? expand() : this;
    }

    private int firstNode(Layer layer) {
        int node = 0;
        while (!nodes.get(node).layer().equals(layer)) {
            node++;
        }
        return node;
    }

    private void requireSameWeights() {
        for (int node = 0; node < nodes.size(); node++) {
            int layer = layerOf(node);
            if (layer >= 0 && !weights(layer).equals(layers.get(layer).weightShapes(inputWidth(node)))) {
                throw new IllegalArgumentException(layers.get(layer).name() + ": shared, expected inputs "
                        + inputsOf(layer) + " wide everywhere, found " + inputWidth(node));
            }
        }
    }

    private Architecture expand() {
        GraphBuilder graph = new GraphBuilder();
        List<List<Tensor>> placed = new ArrayList<>();
        for (Node node : nodes) {
            List<Tensor> inputs = moved(node.inputs(), placed);
            List<Tensor> states = moved(node.states(), placed);
            placed.add(
                    node.layer() instanceof WrapperLayer wrapper
                            ? wrapper.expand(graph, inputs, states)
                            : graph.addAll(node.layer(), inputs, states));
        }
        return graph.build(moved(results, placed));
    }

    private static List<Tensor> moved(List<Tensor> tensors, List<List<Tensor>> placed) {
        return tensors.stream()
                .map(tensor -> placed.get(tensor.node()).get(tensor.output()))
                .toList();
    }

    /**
     * The same model without wrappers (Bidirectional, TimeDistributed, stacked cells): their parts in their place, weights and
     * states in the same order. What runs and what trains looks at this one; what reads and writes files at the other.
     */
    public Architecture expanded() {
        return expanded;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** What the model puts out. */
    public List<Tensor> results() {
        return results;
    }

    /** The nodes through which the model reads, in the order of its inputs. */
    public List<Integer> inputNodes() {
        List<Integer> found = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.get(node).layer() instanceof PlainLayer.Input) {
                found.add(node);
            }
        }
        return found;
    }

    public Shape shape(Tensor tensor) {
        return shapes.get(tensor.node()).get(tensor.output());
    }

    /** The shapes of a node's outputs. */
    public List<Shape> shapes(int node) {
        return shapes.get(node);
    }

    /** All layers in the order of their first node, each once, without the inputs. */
    public List<Layer> layers() {
        return layers;
    }

    /** Index of the node's layer, −1 for an input. */
    public int layerOf(int node) {
        return layers.indexOf(nodes.get(node).layer());
    }

    /** Floats of one point: of all inputs, one behind the other. */
    public int inputs() {
        return inputNodes().stream()
                .mapToInt(node -> shapes.get(node).get(0).width())
                .sum();
    }

    /** Width of the model's output: of all results, one behind the other. */
    public int outputs() {
        return outputs;
    }

    /** Width of what the given layer reads. */
    public int inputsOf(int layer) {
        return inputWidth(firstNodes[layer]);
    }

    private int inputWidth(int node) {
        List<Tensor> inputs = nodes.get(node).inputs();
        return inputs.isEmpty() ? 0 : shape(inputs.get(0)).width();
    }

    /** Floats of one stream's state. */
    public int stateSize() {
        return stateOffsets[nodes.size()];
    }

    /** First float of the given node's state in a stream's state. */
    public int nodeStateOffset(int node) {
        return stateOffsets[node];
    }

    private List<Layer.WeightShape> weights(int layer) {
        return layers.get(layer).weightShapes(inputsOf(layer));
    }

    /** All weights, in the order in which they stand in the flat array. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            int offset = parameterOffsets[layer];
            for (Layer.WeightShape weight : weights(layer)) {
                parameters.add(new Parameter(layer, weight.name(), weight.shape(), offset));
                offset += weight.size();
            }
        }
        return List.copyOf(parameters);
    }

    /** First float of the given layer's weights in the flat array. */
    public int parameterOffset(int layer) {
        return parameterOffsets[layer];
    }

    /** Floats of all weights. */
    public int parameterCount() {
        return parameterOffsets[layers.size()];
    }

    /** Whether the (first) output belongs to every step (N→N) or to the sequence as a whole (N→1). */
    public boolean returnsSequences() {
        return shape(results.get(0)).isSequence();
    }

    /** Whether each layer reads the one before it, from one input to one output, and no more. */
    public boolean isChain() {
        boolean chain = results.equals(List.of(new Tensor(nodes.size() - 1, 0)));
        for (int node = 1; node < nodes.size(); node++) {
            chain &= nodes.get(node).inputs().equals(List.of(new Tensor(node - 1, 0)))
                    && nodes.get(node).states().isEmpty();
        }
        return chain && layers.size() == nodes.size() - 1;
    }

    /** Whether a {@link Stepper} can take this model's steps one at a time. */
    public boolean canStep() {
        return whyNotStep().isEmpty();
    }

    /** Why the model needs whole sequences, in one line; empty where it can be stepped. */
    public Optional<String> whyNotStep() {
        return Steppable.whyNot(expanded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Architecture that && nodes.equals(that.nodes) && results.equals(that.results);
    }

    @Override
    public int hashCode() {
        return 31 * nodes.hashCode() + results.hashCode();
    }

    @Override
    public String toString() {
        return "Architecture" + nodes + " → " + results;
    }
}
