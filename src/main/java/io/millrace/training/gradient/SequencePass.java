package io.millrace.training.gradient;

import io.millrace.network.Architecture;
import io.millrace.network.Tensor;
import io.millrace.network.kernel.Kernels;
import java.util.List;
import java.util.Set;

/**
 * A window of time through a whole graph, for a few rows at once: there with the kernels that serve, node by node, and back
 * in the opposite order (truncated backpropagation through time: the gradient ends where the window begins).
 *
 * <p>A caller begins each {@link #input} and fills it, then calls {@link #forward}; for a gradient it goes on with
 * {@link #clearErrors}, adds to the errors of each {@link #result}, and calls {@link #backward}. Owns its scratch and
 * allocates nothing; belongs to one thread. Source: Werbos 1990, doi:10.1109/5.58337.
 */
public final class SequencePass {
    private final NodePass[] passes;
    private final Flow[] flows;
    private final Flow[] inputs;
    private final Flow[] results;
    private final DropoutMask.Draw draw;
    private final boolean masks;
    private final boolean computedMasks;
    private final int stateSize;
    private final float[] scratchStates; // [rows, stateSize]

    /**
     * @param beforeActivation results, of the expanded graph, whose errors are with respect to the argument of the layer's
     *     activation
     * @param rows at most
     * @param inputSteps at most, of each input
     * @param seed of what dropouts leave out
     */
    public SequencePass(
            Architecture architecture,
            Set<Tensor> beforeActivation,
            Kernels kernels,
            int rows,
            List<Integer> inputSteps,
            long seed) {
        Passes placed = new Passes(architecture.expanded(), beforeActivation, kernels, rows, inputSteps, seed);
        passes = placed.passes.toArray(NodePass[]::new);
        flows = placed.flows.toArray(Flow[]::new);
        inputs = placed.inputs.toArray(Flow[]::new);
        results = placed.results.toArray(Flow[]::new);
        draw = placed.draw;
        masks = placed.masks;
        computedMasks = placed.computedMasks;
        stateSize = architecture.stateSize();
        scratchStates = new float[computedMasks ? rows * stateSize : 0];
    }

    /** Takes over the weights: {@code parameters} as {@link Architecture#parameters()} orders them. */
    public void pack(float[] parameters) {
        for (NodePass pass : passes) {
            pass.pack(parameters);
        }
    }

    /** Whether it depends on the values of the inputs which of the results' steps count. */
    public boolean masks() {
        return masks;
    }

    public Flow input(int index) {
        return inputs[index];
    }

    public Flow result(int index) {
        return results[index];
    }

    /**
     * Settles which steps of everything that flows count, as {@link #forward} will, and leaves the states as they are. Where a
     * mask depends on what layers compute, the window runs for it.
     */
    public void settleMasks(float[] states, int at) {
        if (computedMasks) {
            System.arraycopy(states, at, scratchStates, 0, inputs[0].rows() * stateSize);
            forward(scratchStates, 0);
            return;
        }
        for (NodePass pass : passes) {
            pass.begin();
        }
    }

    /** Dropouts leave nothing out until {@link #dropOut}. */
    public void keepAll() {
        draw.off();
    }

    /**
     * Dropouts leave out what this update's rows lose, in training.
     *
     * @param firstRow of the batch
     */
    public void dropOut(long update, int firstRow) {
        draw.begin(update, firstRow);
    }

    /**
     * Runs the window.
     *
     * @param states [rows, stateSize] from {@code at} on: where the rows stand, and afterwards where they stand then
     */
    public void forward(float[] states, int at) {
        for (NodePass pass : passes) {
            pass.begin();
            pass.forward(states, at);
        }
    }

    public void clearErrors() {
        for (Flow flow : flows) {
            flow.clearErrors();
        }
    }

    /** Adds the gradient of all weights to {@code gradient}. */
    public void backward(float[] gradient) {
        for (int i = passes.length - 1; i >= 0; i--) {
            passes[i].backward(gradient);
        }
    }
}
