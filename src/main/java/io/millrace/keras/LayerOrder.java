package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which Keras 3 lists the layers of a model, and so the order in which it looks for their weights: those
 * furthest from the outputs first; among equals, the one first met on the way from the outputs back. The operations that
 * compute masks count as steps of the way. Keras 2 has no such operations: where they move a layer, it finds other
 * weights. Source: Keras' {@code map_graph}.
 */
final class LayerOrder {
    private final Architecture architecture;
    private final List<MaskSteps.Step> steps;
    private final Map<String, Integer> met = new HashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final List<Integer> ordered = new ArrayList<>(); // steps, each after those that it reads

    private LayerOrder(Architecture architecture) {
        this.architecture = architecture;
        steps = MaskSteps.of(architecture);
    }

    /** Every layer once, the inputs too. */
    static List<Layer> of(Architecture architecture) {
        LayerOrder order = new LayerOrder(architecture);
        architecture.results().forEach(result -> order.visit(result.node()));
        return order.sorted();
    }

    private void visit(int step) {
        if (done.contains(step)) {
            return;
        }
        met.putIfAbsent(steps.get(step).name(), met.size());
        steps.get(step).reads().forEach(this::visit);
        done.add(step);
        ordered.add(step);
    }

    private List<Layer> sorted() {
        Map<Integer, Integer> stepDepths = new HashMap<>();
        Map<String, Integer> depths = new HashMap<>();
        for (int i = ordered.size() - 1; i >= 0; i--) {
            MaskSteps.Step step = steps.get(ordered.get(i));
            int depth = Math.max(stepDepths.getOrDefault(ordered.get(i), 0), depths.getOrDefault(step.name(), 0));
            depths.put(step.name(), depth);
            step.reads().forEach(read -> stepDepths.merge(read, depth + 1, Math::max));
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
