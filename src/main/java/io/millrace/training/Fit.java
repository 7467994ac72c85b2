package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.training.loss.Loss;

/** Whether network, data and settings fit each other: refused in one line where they do not. */
final class Fit {
    private Fit() {}

    static void require(Architecture architecture, TrainingSettings settings, TrainingSet set, String name) {
        TrainingSet.Shape shape = set.shape();
        requireEqual(name + " inputs", "features, as the network reads", architecture.inputs(), shape.features());
        int width = settings.loss().targetWidth(architecture.outputs());
        requireEqual(name + " targets", "wide, for " + settings.loss().kerasName(), width, shape.targetWidth());
        if (architecture.returnsSequences() != shape.everyStep()) {
            throw new IllegalArgumentException(name + " targets: expected one a "
                    + (shape.everyStep() ? "sequence, found one a step" : "step, found one a sequence")
                    + "; see return_sequences of the last recurrent layer");
        }
        if (!shape.everyStep() && settings.windows(shape.steps()) > 1) {
            throw new IllegalArgumentException("truncation: expected 0 or at least the " + shape.steps()
                    + " steps of a sequence that has one target, found " + settings.truncation());
        }
        settings.loss().requireFit(lastActivation(architecture));
        settings.loss().requireTargets(architecture.outputs(), set.targets());
    }

    private static void requireEqual(String where, String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException(where + ": expected " + expected + " " + what + ", found " + found);
        }
    }

    /** Whether the loss' gradient skips the last layer's activation. */
    static boolean fuses(Loss loss, Architecture architecture) {
        return last(architecture) instanceof Layer.Dense dense && loss.fusesWith(dense.activation());
    }

    /** The function that the outputs come from; an LSTM's are products of two, a GRU's mixtures, so call them linear. */
    private static Activation lastActivation(Architecture architecture) {
        Layer last = last(architecture);
        if (last instanceof Layer.Dense dense) {
            return dense.activation();
        }
        return last instanceof Layer.SimpleRnn simple ? simple.activation() : Activation.LINEAR;
    }

    private static Layer last(Architecture architecture) {
        return architecture.layers().get(architecture.layers().size() - 1);
    }
}
