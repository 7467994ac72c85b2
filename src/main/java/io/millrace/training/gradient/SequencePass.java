package io.millrace.training.gradient;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * A window of time through all layers, for a few rows at once: there with the kernels that serve, and back (truncated
 * backpropagation through time: the gradient ends where the window begins).
 *
 * <p>Time is outside, rows are inside: step t of row r stands at t·rows + r. A caller calls {@link #begin}, fills
 * {@link #inputs}, calls {@link #forward}, turns {@link #outputs} into {@link #errors}, and calls {@link #backward}.
 * Owns its scratch and allocates nothing; belongs to one thread. Source: Werbos 1990, doi:10.1109/5.58337.
 */
public final class SequencePass {
    private final Architecture architecture;
    private final LayerPass[] layers;
    private final int[] parametersAt;
    private final int lastRecurrent; // whose last output alone goes on (N→1), or −1
    private final float[] inputs; // [steps, rows, inputs]
    private final float[] lastOutputs; // [rows, units] of that layer
    private final int[] ends; // the last step of each row
    private int rows;

    /**
     * @param errorsBeforeActivation whether {@link #errors} are with respect to the sums of the last layer, which must
     *     then be Dense
     * @param rows at most
     * @param steps at most
     */
    public SequencePass(
            Architecture architecture, boolean errorsBeforeActivation, Kernels kernels, int rows, int steps) {
        this.architecture = architecture;
        List<Layer> all = architecture.layers();
        lastRecurrent = lastRecurrent(architecture);
        layers = new LayerPass[all.size()];
        parametersAt = new int[all.size()];
        for (int i = 0; i < layers.length; i++) {
            boolean fused = errorsBeforeActivation && i == layers.length - 1;
            Activation before =
                    all.get(i) instanceof Layer.Dense dense && !fused ? dense.activation() : Activation.LINEAR;
            int layerSteps = lastRecurrent >= 0 && i > lastRecurrent ? 1 : steps;
            if (!architecture.isChain() || !(all.get(i) instanceof Layer.Stepped layer)) {
                throw new IllegalArgumentException(all.get(i).name() + ": this layer cannot be trained yet");
            }
            layers[i] = new LayerPass(layer, architecture.inputsOf(i), before, kernels, rows, layerSteps);
            parametersAt[i] = architecture.parameterOffset(i);
        }
        inputs = new float[Math.multiplyExact(rows * steps, architecture.inputs())];
        lastOutputs = new float[lastRecurrent < 0 ? 0 : rows * layers[lastRecurrent].units()];
        ends = new int[rows];
    }

    /** Index of the layer whose last output alone goes on, or −1 where every step has an output. */
    private static int lastRecurrent(Architecture architecture) {
        int found = -1;
        for (int i = 0; i < architecture.layers().size(); i++) {
            Layer layer = architecture.layers().get(i);
            if (layer instanceof Layer.Recurrent recurrent) {
                if (found >= 0) {
                    throw new IllegalArgumentException(layer.name() + ": expected a sequence, found the last output of "
                            + architecture.layers().get(found).name() + "; set its return_sequences");
                }
                found = recurrent.returnSequences() ? -1 : i;
            }
        }
        return found;
    }

    /** Takes over the weights: {@code parameters} as {@link Architecture#parameters()} orders them. */
    public void pack(float[] parameters) {
        for (int i = 0; i < layers.length; i++) {
            layers[i].pack(parameters, parametersAt[i]);
        }
    }

    /** A window of this shape follows. */
    public void begin(int rows, int steps) {
        this.rows = rows;
        Arrays.fill(ends, 0, rows, steps - 1);
        layers[0].begin(rows, steps, inputs, 0);
        for (int i = 1; i < layers.length; i++) {
            if (i - 1 == lastRecurrent) {
                layers[i].begin(rows, 1, lastOutputs, 0);
            } else {
                LayerPass before = layers[i - 1];
                layers[i].begin(rows, before.tape.steps, before.tape.outputs, before.outputsAt());
            }
        }
    }

    /** The row ends with this step; what follows is padding. Matters where one output belongs to the whole sequence. */
    public void end(int row, int step) {
        ends[row] = step;
    }

    /** [steps, rows, inputs], to be filled. */
    public float[] inputs() {
        return inputs;
    }

    /**
     * Runs the window.
     *
     * @param states [rows, stateSize] from {@code at} on: where the rows stand, and afterwards where they stand then
     */
    public void forward(float[] states, int at) {
        int stride = architecture.stateSize();
        for (int i = 0; i < layers.length; i++) {
            layers[i].forward(states, at + architecture.stateOffset(i), stride);
            if (i == lastRecurrent) {
                gatherLast(layers[i]);
            }
        }
    }

    private void gatherLast(LayerPass layer) {
        int units = layer.units();
        for (int row = 0; row < rows; row++) {
            int from = layer.outputsAt() + (ends[row] * rows + row) * units;
            System.arraycopy(layer.tape.outputs, from, lastOutputs, row * units, units);
        }
    }

    private LayerPass last() {
        return layers[layers.length - 1];
    }

    private boolean endsWithLastRecurrent() {
        return lastRecurrent == layers.length - 1;
    }

    /** Rows of outputs and errors: steps · rows, or rows where one output belongs to the whole sequence. */
    public int outputRows() {
        return lastRecurrent < 0 ? rows * last().tape.steps : rows;
    }

    /** Holds the outputs, [outputRows, outputs] from {@link #outputsAt} on. */
    public float[] outputs() {
        return endsWithLastRecurrent() ? lastOutputs : last().tape.outputs;
    }

    public int outputsAt() {
        return endsWithLastRecurrent() ? 0 : last().outputsAt();
    }

    /** [outputRows, outputs], to be filled: the gradient of the loss with respect to the outputs. */
    public float[] errors() {
        return last().errors;
    }

    /** Adds the gradient of all weights to {@code gradient}. */
    public void backward(float[] gradient) {
        if (endsWithLastRecurrent()) {
            System.arraycopy(last().errors, 0, lastOutputs, 0, rows * last().units());
        }
        for (int i = layers.length - 1; i >= 0; i--) {
            if (i == lastRecurrent) {
                scatterLast(layers[i]);
            }
            float[] inputErrors = i == 0 ? null : i - 1 == lastRecurrent ? lastOutputs : layers[i - 1].errors;
            layers[i].backward(gradient, parametersAt[i], inputErrors);
        }
    }

    /** The errors of the last outputs, which stand in their place by now, become those of all steps. */
    private void scatterLast(LayerPass layer) {
        int units = layer.units();
        Arrays.fill(layer.errors, 0, layer.tape.steps * rows * units, 0f);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(lastOutputs, row * units, layer.errors, (ends[row] * rows + row) * units, units);
        }
    }
}
