package io.millrace.training.gradient;

import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import java.util.Arrays;

/**
 * The weights of a recurrent layer each of whose gates reads a copy of its own, as Keras has it where recurrent_dropout leaves
 * something else out for each gate: the copies stand side by side, so that a matrix [rows, gates · units] becomes
 * [gates · rows, gates · units], block by block along the diagonal, and zeros elsewhere.
 */
final class GateBlocks {
    private final int inputs;
    private final int units;
    private final int gates;
    private final boolean copiesInputs;
    private final int bias;

    /** @param copiesInputs whether the gates read copies of the inputs too */
    GateBlocks(RecurrentLayer layer, int inputs, boolean copiesInputs) {
        this.inputs = inputs;
        this.copiesInputs = copiesInputs;
        units = layer.units();
        gates = gates(layer);
        bias = layer.weightShapes(inputs).stream()
                        .mapToInt(Layer.WeightShape::size)
                        .sum()
                - (inputs + units) * gates * units;
    }

    /** Copies that the gates read of h. A SimpleRNN has no gates but one sum. */
    static int gates(RecurrentLayer layer) {
        return layer instanceof RecurrentLayer.Lstm ? 4 : layer instanceof RecurrentLayer.Gru ? 3 : 1;
    }

    /** Floats of all weights, block by block. */
    int size() {
        return ((copiesInputs ? gates : 1) * inputs + gates * units) * gates * units + bias;
    }

    /** @param at where the layer's weights begin */
    void expand(float[] parameters, int at, float[] blocks) {
        Arrays.fill(blocks, 0f);
        move(parameters, at, blocks, false);
    }

    /** Adds the blocks' gradient to that of the layer's weights. */
    void collect(float[] blocks, float[] gradient, int at) {
        move(gradient, at, blocks, true);
    }

    private void move(float[] weights, int at, float[] blocks, boolean back) {
        int width = gates * units;
        int to = copiesInputs
                ? matrix(inputs, weights, at, blocks, 0, back)
                : run(inputs * width, weights, at, blocks, 0, back);
        to = matrix(units, weights, at + inputs * width, blocks, to, back);
        run(bias, weights, at + (inputs + units) * width, blocks, to, back);
    }

    /** One matrix and its blocks. Returns where they end. */
    private int matrix(int rows, float[] weights, int at, float[] blocks, int to, boolean back) {
        int width = gates * units;
        for (int gate = 0; gate < gates; gate++) {
            for (int row = 0; row < rows; row++) {
                int block = to + (gate * rows + row) * width + gate * units;
                run(units, weights, at + row * width + gate * units, blocks, block, back);
            }
        }
        return to + gates * rows * width;
    }

    private static int run(int n, float[] weights, int at, float[] blocks, int to, boolean back) {
        for (int i = 0; i < n; i++) {
            if (back) {
                weights[at + i] += blocks[to + i];
            } else {
                blocks[to + i] = weights[at + i];
            }
        }
        return to + n;
    }
}
