package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Tensor;
import io.millrace.network.WrapperLayer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which steps count, symbolically. A Functional model of Keras 3 spells its masks out as operations beside the layers;
 * Millrace derives them from the Masking and Embedding layers alone. Here both are known, so that a file whose masks are
 * others than the derived ones is refused.
 */
final class Masks {
    /** A step counts where any of these tensors differs from its value there. */
    record Mask(Set<Source> sources) {}

    record Source(Tensor tensor, double value) {}

    /** Of an operation that fills up: no step counts. */
    private static final Mask NOTHING = new Mask(Set.of());

    private final Map<TensorReference, Mask> operations = new HashMap<>(); // null: every step counts
    private final Map<Tensor, Mask> derived = new HashMap<>();

    /** Those of a network. */
    static Masks of(Architecture architecture) {
        Masks masks = new Masks();
        for (int index = 0; index < architecture.nodes().size(); index++) {
            Node node = architecture.nodes().get(index);
            if (!node.inputs().isEmpty()) {
                masks.derive(node.layer(), node.inputs(), new Tensor(index, 0));
            }
        }
        return masks;
    }

    /** Whether every step of every tensor counts. */
    boolean isEmpty() {
        return derived.values().stream().allMatch(mask -> mask == null);
    }

    /** Whether the file computes a mask there. */
    boolean isMask(TensorReference reference) {
        return operations.containsKey(reference);
    }

    /** The mask that an operation of the file computed; null where every step counts. */
    Mask computed(TensorReference reference) {
        return operations.get(reference);
    }

    /** The mask that goes with a tensor; null where every step counts. */
    Mask of(Tensor tensor) {
        return derived.get(tensor);
    }

    /** Follows an operation on masks; false where it is none. */
    boolean follow(
            LayerConfig operation, LayerCall call, TensorReference result, Map<TensorReference, Tensor> tensors) {
        boolean ofMasks = call.arguments().stream().allMatch(this::isMask);
        if (call.arguments().isEmpty() || !(operation.isOperation() || ofMasks)) {
            return false;
        }
        Tensor tensor = tensors.get(call.arguments().get(0));
        switch (operation.className()) {
            case "NotEqual" -> {
                if (tensor == null || call.numbers().size() != 1) {
                    return false;
                }
                operations.put(
                        result,
                        new Mask(Set.of(new Source(tensor, call.numbers().get(0)))));
            }
            case "ZerosLike" -> operations.put(result, NOTHING);
            case "OnesLike" -> operations.put(result, null);
            case "Any", "ExpandDims", "LogicalOr", "Concatenate" -> {
                if (!ofMasks) {
                    return false;
                }
                operations.put(
                        result,
                        either(call.arguments().stream().map(operations::get).toList()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Mask either(List<Mask> masks) {
        Set<Source> sources = new HashSet<>();
        for (Mask mask : masks) {
            if (mask == null) {
                return null;
            }
            sources.addAll(mask.sources());
        }
        return new Mask(sources);
    }

    /** Derives the mask of a layer's output, as the network will. */
    void derive(Layer layer, List<Tensor> inputs, Tensor output) {
        Tensor first = inputs.get(0);
        if (layer instanceof PlainLayer.Masking masking) {
            derived.put(output, new Mask(Set.of(new Source(first, masking.maskValue()))));
        } else if (layer instanceof Layer.Embedding embedding && embedding.maskZero()) {
            derived.put(output, new Mask(Set.of(new Source(first, 0))));
        } else if (layer instanceof PlainLayer.Merge) {
            derived.put(output, either(inputs.stream().map(derived::get).toList()));
        } else if (keeps(layer)) {
            derived.put(output, derived.get(first));
        }
    }

    static boolean keeps(Layer layer) {
        if (layer instanceof RecurrentLayer recurrent) {
            return recurrent.returnSequences();
        }
        if (layer instanceof WrapperLayer.Bidirectional both) {
            return both.forward().returnSequences();
        }
        if (layer instanceof WrapperLayer.Stacked stack) {
            return stack.recurrence().returnSequences();
        }
        return !(layer instanceof PlainLayer.Flatten
                || layer instanceof PlainLayer.Unmask
                || layer instanceof PlainLayer.Reshape
                || layer instanceof PlainLayer.RepeatVector);
    }
}
