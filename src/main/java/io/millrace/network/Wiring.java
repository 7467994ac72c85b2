package io.millrace.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How nodes become a graph: what each reads must be there and fit, and names must tell layers apart. */
final class Wiring {
    private Wiring() {}

    static List<Node> chain(int inputs, List<Layer> layers) {
        if (inputs <= 0) {
            throw new IllegalArgumentException("inputs: expected at least 1, found " + inputs);
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers: expected at least one, found none");
        }
        Set<String> names = new HashSet<>();
        for (Layer layer : layers) {
            if (!names.add(layer.name())) {
                throw new IllegalArgumentException("layers: two are named " + layer.name() + "; names must differ");
            }
        }
        String input = "input";
        while (names.contains(input)) {
            input += "_1";
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(new PlainLayer.Input(input, Shape.sequence(inputs)), List.of(), List.of()));
        for (Layer layer : layers) {
            nodes.add(new Node(layer, List.of(new Tensor(nodes.size() - 1, 0)), List.of()));
        }
        return nodes;
    }

    static List<List<Shape>> shapes(List<Node> nodes) {
        List<List<Shape>> shapes = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            shapes.add(shapes(nodes, node, shapes));
        }
        return List.copyOf(shapes);
    }

    /** The shapes of a node's outputs; it and what it reads are checked. */
    static List<Shape> shapes(List<Node> nodes, int index, List<List<Shape>> earlier) {
        Node node = nodes.get(index);
        Layer layer = node.layer();
        List<Shape> inputs = new ArrayList<>();
        for (Tensor input : node.inputs()) {
            requireEarlier(layer.name(), input, index, earlier);
            inputs.add(earlier.get(input.node()).get(input.output()));
        }
        List<Integer> states = layer.stateSizes();
        if (!node.states().isEmpty() && node.states().size() != states.size()) {
            throw new IllegalArgumentException(layer.name() + " initial_state: expected " + states.size()
                    + " tensors, found " + node.states().size());
        }
        for (int i = 0; i < node.states().size(); i++) {
            Tensor state = node.states().get(i);
            requireEarlier(layer.name(), state, index, earlier);
            Shape found = earlier.get(state.node()).get(state.output());
            if (!found.equals(Shape.vector(states.get(i)))) {
                throw new IllegalArgumentException(
                        layer.name() + " initial_state: expected " + Shape.vector(states.get(i)) + ", found " + found);
            }
        }
        if (layer.readsSequence() && !inputs.isEmpty() && !inputs.get(0).isSequence()) {
            Layer before = nodes.get(node.inputs().get(0).node()).layer();
            throw new IllegalArgumentException(layer.name() + ": expected a sequence, found "
                    + (before.readsSequence()
                            ? "the last output of " + before.name() + "; set its return_sequences"
                            : "a vector " + inputs.get(0) + " of " + before.name()));
        }
        return List.copyOf(layer.outputs(inputs));
    }

    static void requireEarlier(String where, Tensor tensor, int index, List<List<Shape>> earlier) {
        if (tensor.node() >= index
                || tensor.output() >= earlier.get(tensor.node()).size()) {
            throw new IllegalArgumentException(where + ": expected an output of an earlier node, found " + tensor);
        }
    }

    static List<Layer> distinctLayers(List<Node> nodes) {
        Map<String, Layer> named = new HashMap<>();
        List<Layer> layers = new ArrayList<>();
        for (Node node : nodes) {
            Layer layer = node.layer();
            Layer before = named.putIfAbsent(layer.name(), layer);
            if (before != null && (!before.equals(layer) || layer instanceof PlainLayer.Input)) {
                throw new IllegalArgumentException("layers: two are named " + layer.name() + "; names must differ");
            }
            if (before == null && !(layer instanceof PlainLayer.Input)) {
                layers.add(layer);
            }
        }
        return List.copyOf(layers);
    }

    static int[] stateOffsets(List<Node> nodes) {
        int[] offsets = new int[nodes.size() + 1];
        for (int node = 0; node < nodes.size(); node++) {
            int size = nodes.get(node).layer().stateSizes().stream().reduce(0, Math::addExact);
            offsets[node + 1] = Math.addExact(offsets[node], size);
        }
        return offsets;
    }
}
