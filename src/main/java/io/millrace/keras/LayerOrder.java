package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which Keras lists the layers of a model, and so the order in which it looks for their weights: those
 * furthest from the outputs first; among equals, the one first met on the way from the outputs back. Source: Keras'
 * {@code map_graph} (2 and 3).
 */
final class LayerOrder {
    private final Architecture architecture;
    private final Map<String, Integer> met = new HashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final List<Integer> nodes = new ArrayList<>(); // each after those that it reads

    private LayerOrder(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Every layer once, the inputs too. */
    static List<Layer> of(Architecture architecture) {
        requireNoMergedMasks(architecture);
        LayerOrder order = new LayerOrder(architecture);
        architecture.results().forEach(result -> order.visit(result.node()));
        return order.sorted();
    }

    /**
     * Keras 3 spells the mask of a merge out in operations, which move the layers before it: their weights would land in
     * others.
     */
    private static void requireNoMergedMasks(Architecture architecture) {
        Masks masks = new Masks();
        for (int index = 0; index < architecture.nodes().size(); index++) {
            Node node = architecture.nodes().get(index);
            if (!node.inputs().isEmpty()) {
                masks.derive(node.layer(), node.inputs(), new Tensor(index, 0));
            }
            if (node.layer() instanceof PlainLayer.Merge && masks.of(new Tensor(index, 0)) != null) {
                throw new ModelFileException(node.layer().name() + ": a merge of masked sequences cannot be written so"
                        + " that Keras finds its weights; merge before masking");
            }
        }
    }

    private void visit(int index) {
        if (done.contains(index)) {
            return;
        }
        Node node = architecture.nodes().get(index);
        met.putIfAbsent(node.layer().name(), met.size());
        reads(node).forEach(tensor -> visit(tensor.node()));
        done.add(index);
        nodes.add(index);
    }

    private static List<Tensor> reads(Node node) {
        List<Tensor> reads = new ArrayList<>(node.inputs());
        reads.addAll(node.states());
        return reads;
    }

    private List<Layer> sorted() {
        Map<Integer, Integer> nodeDepths = new HashMap<>();
        Map<String, Integer> depths = new HashMap<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = architecture.nodes().get(nodes.get(i));
            int depth = Math.max(
                    nodeDepths.getOrDefault(nodes.get(i), 0),
                    depths.getOrDefault(node.layer().name(), 0));
            depths.put(node.layer().name(), depth);
            reads(node).forEach(tensor -> nodeDepths.merge(tensor.node(), depth + 1, Math::max));
        }
        List<Layer> layers = new ArrayList<>();
        for (int index : architecture.inputNodes()) {
            layers.add(architecture.nodes().get(index).layer());
        }
        layers.addAll(architecture.layers());
        for (Layer layer : layers) {
            if (!met.containsKey(layer.name()) && !(layer instanceof PlainLayer.Input)) {
                throw new IllegalArgumentException(
                        layer.name() + ": expected every layer to lead to an output, found one that does not");
            }
        }
        layers.sort(Comparator.comparing((Layer layer) -> -depths.getOrDefault(layer.name(), 0))
                .thenComparing(layer -> met.getOrDefault(layer.name(), -1)));
        return layers;
    }
}
