package io.millrace.network;

import java.util.List;
import java.util.Optional;

/** Which models can be taken one step at a time: those where no layer looks at a later step. */
final class Steppable {
    private Steppable() {}

    /** @param architecture without wrappers */
    static Optional<String> whyNot(Architecture architecture) {
        for (Node node : architecture.nodes()) {
            Layer layer = node.layer();
            if (layer instanceof RecurrentLayer recurrent
                    && recurrent.recurrence().goBackwards()) {
                return why(layer, "reads from the sequence's end");
            }
            if (!node.states().isEmpty()) {
                return why(layer, "starts from states that the model computes (an encoder–decoder)");
            }
            if (layer instanceof PlainLayer.Reverse) {
                return why(layer, "turns the sequence around");
            }
            if (layer instanceof PlainLayer.RepeatVector) {
                return why(layer, "makes a sequence of one vector");
            }
            boolean reorders = layer instanceof PlainLayer.Flatten || layer instanceof PlainLayer.Reshape;
            if (reorders && !sameShape(architecture, node)) {
                return why(layer, "mixes the steps of a sequence");
            }
        }
        return Optional.empty();
    }

    private static boolean sameShape(Architecture architecture, Node node) {
        Shape from = architecture.shape(node.inputs().get(0));
        return node.layer().outputs(List.of(from)).get(0).equals(from);
    }

    private static Optional<String> why(Layer layer, String reason) {
        return Optional.of(layer.name() + " " + reason + "; run whole sequences");
    }
}
