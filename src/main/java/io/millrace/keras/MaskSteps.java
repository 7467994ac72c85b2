package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Tensor;
import io.millrace.network.WrapperLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model's calls as Keras 3 lays them out when it builds the model: those of its layers, and those of the operations
 * that compute masks from the layers' inputs. Source: {@code compute_mask} of Keras' layers.
 */
final class MaskSteps {
    /**
     * One call.
     *
     * @param name the layer's; of an operation, one of its own
     * @param reads the steps that it reads, in the order in which Keras lists them
     */
    record Step(String name, List<Integer> reads) {
        Step {
            reads = List.copyOf(reads);
        }
    }

    private final Architecture architecture;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Tensor, Integer> masks = new HashMap<>(); // the step that computes a tensor's mask

    private MaskSteps(Architecture architecture) {
        this.architecture = architecture;
    }

    /** The step of node n is at place n; the operations come behind all of them. */
    static List<Step> of(Architecture architecture) {
        MaskSteps all = new MaskSteps(architecture);
        List<Node> nodes = architecture.nodes();
        nodes.forEach(node -> all.steps.add(new Step(node.layer().name(), List.of())));
        IntStream.range(0, nodes.size()).forEach(all::place);
        return all.steps;
    }

    private void place(int index) {
        Node node = architecture.nodes().get(index);
        List<Integer> reads = new ArrayList<>();
        node.inputs().forEach(tensor -> reads.add(tensor.node()));
        node.states().forEach(tensor -> reads.add(tensor.node()));
        boolean masked =
                !node.inputs().isEmpty() && masks.containsKey(node.inputs().get(0));
        if (masked && node.states().isEmpty() && takesMask(node.layer())) {
            reads.add(masks.get(node.inputs().get(0)));
        }
        steps.set(index, new Step(node.layer().name(), reads));
        if (!node.inputs().isEmpty()) {
            derive(node, new Tensor(index, 0));
        }
    }

    private static boolean takesMask(Layer layer) {
        return layer instanceof RecurrentLayer || layer instanceof WrapperLayer;
    }

    private void derive(Node node, Tensor output) {
        Layer layer = node.layer();
        Tensor first = node.inputs().get(0);
        if (layer instanceof PlainLayer.Masking) {
            masks.put(output, operation(operation(first.node())));
        } else if (layer instanceof Layer.Embedding embedding) {
            if (embedding.maskZero()) {
                masks.put(output, operation(first.node()));
            }
        } else if (layer instanceof PlainLayer.Merge merge) {
            merged(merge, node.inputs(), output);
        } else if (Masks.keeps(layer) && masks.containsKey(first)) {
            masks.put(output, masks.get(first));
        }
    }

    private void merged(PlainLayer.Merge merge, List<Tensor> inputs, Tensor output) {
        if (merge.mode() == PlainLayer.Merge.Mode.CONCATENATE) {
            if (inputs.stream().anyMatch(masks::containsKey)) {
                Integer[] parts = inputs.stream().map(this::widened).toArray(Integer[]::new);
                masks.put(output, operation(operation(parts)));
            }
        } else if (inputs.stream().allMatch(masks::containsKey)) {
            masks.put(
                    output,
                    inputs.stream().map(masks::get).reduce(this::operation).orElseThrow());
        }
    }

    /** A step's mask for each of its features. */
    private int widened(Tensor input) {
        return masks.containsKey(input)
                ? operation(operation(masks.get(input)), operation(input.node()))
                : operation(input.node());
    }

    private int operation(Integer... reads) {
        steps.add(new Step("operation " + steps.size(), List.of(reads)));
        return steps.size() - 1;
    }
}
