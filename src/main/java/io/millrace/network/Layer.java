package io.millrace.network;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The architecture of one layer: numbers and names, no weights. Names and order of the weights are Keras'.
 *
 * <p>Units: every input and output is scaled (dimensionless).
 */
public sealed interface Layer permits Layer.Recurrent, Layer.Dense {
    /** Unique in its model, as in the file. */
    String name();

    /** Width of the output. */
    int units();

    /** The weights, in Keras' order, for an input of the given width. */
    List<WeightShape> weightShapes(int inputs);

    /** The layer's step for up to {@code capacity} streams at a time; its weights are still to be packed. */
    StepKernel kernel(Kernels kernels, int inputs, int capacity);

    /** A weight's name, as Keras has it, and its shape. */
    record WeightShape(String name, List<Integer> shape) {
        WeightShape(String name, Integer... shape) {
            this(name, List.of(shape));
        }

        public int size() {
            return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        }
    }

    /** A layer that keeps a state from step to step. */
    sealed interface Recurrent extends Layer permits SimpleRnn, Lstm, Gru {
        Activation activation();

        boolean useBias();

        /** Whether the next layer sees every step's output or the last one's alone. */
        boolean returnSequences();

        /** Floats of state of one stream. */
        int stateSize();
    }

    /**
     * A fully connected recurrent layer.
     *
     * <pre>{@code
     *   h' = activation(x·W + b + h·U)          [units]
     * }</pre>
     *
     * Shapes: kernel W [inputs, units], recurrent kernel U [units, units], bias [units]. State: h.
     * Source: Elman 1990, doi:10.1207/s15516709cog1402_1; Keras SimpleRNNCell.
     */
    record SimpleRnn(String name, int units, Activation activation, boolean useBias, boolean returnSequences)
            implements Recurrent {
        public SimpleRnn {
            requirePositive(name, units);
        }

        @Override
        public int stateSize() {
            return units;
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            return gated(inputs, units, 1, useBias ? List.of(units) : List.of());
        }

        @Override
        public StepKernel kernel(Kernels kernels, int inputs, int capacity) {
            return kernels.simpleRnn(inputs, units, activation, useBias, capacity);
        }
    }

    /**
     * Long short-term memory; σ is the recurrent activation.
     *
     * <pre>{@code
     *   i  = σ(x·Wi + bi + h·Ui)                input gate   [units]
     *   f  = σ(x·Wf + bf + h·Uf)                forget gate  [units]
     *   g  = activation(x·Wc + bc + h·Uc)       candidate    [units]
     *   o  = σ(x·Wo + bo + h·Uo)                output gate  [units]
     *   c' = f ⊙ c + i ⊙ g                      cell state   [units]
     *   h' = o ⊙ activation(c')                 hidden state [units]
     * }</pre>
     *
     * Shapes: kernel W [inputs, 4·units], recurrent kernel U [units, 4·units], bias [4·units]; gate order i, f, c, o.
     * State: h then c. Source: Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735; Keras LSTMCell.
     */
    record Lstm(
            String name,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            boolean returnSequences)
            implements Recurrent {
        public Lstm {
            requirePositive(name, units);
        }

        @Override
        public int stateSize() {
            return 2 * units;
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            return gated(inputs, units, 4, useBias ? List.of(4 * units) : List.of());
        }

        @Override
        public StepKernel kernel(Kernels kernels, int inputs, int capacity) {
            return kernels.lstm(inputs, units, activation, recurrentActivation, useBias, capacity);
        }
    }

    /**
     * A gated recurrent unit; σ is the recurrent activation. With {@code resetAfter} (Keras' default):
     *
     * <pre>{@code
     *   z  = σ(x·Wz + bz + h·Uz + cz)                     update gate  [units]
     *   r  = σ(x·Wr + br + h·Ur + cr)                     reset gate   [units]
     *   ĥ  = activation(x·Wh + bh + r ⊙ (h·Uh + ch))      candidate    [units]
     *   h' = z ⊙ h + (1 − z) ⊙ ĥ                          hidden state [units]
     * }</pre>
     *
     * without it {@code ĥ = activation(x·Wh + bh + (r ⊙ h)·Uh)}.
     * Shapes: kernel W [inputs, 3·units], recurrent kernel U [units, 3·units], bias [2, 3·units] (rows b and c) or
     * [3·units]; gate order z, r, h. State: h. Source: Cho et al. 2014, arXiv:1406.1078; Keras GRUCell.
     */
    record Gru(
            String name,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            boolean resetAfter,
            boolean returnSequences)
            implements Recurrent {
        public Gru {
            requirePositive(name, units);
        }

        @Override
        public int stateSize() {
            return units;
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            List<Integer> bias = !useBias ? List.of() : resetAfter ? List.of(2, 3 * units) : List.of(3 * units);
            return gated(inputs, units, 3, bias);
        }

        @Override
        public StepKernel kernel(Kernels kernels, int inputs, int capacity) {
            return kernels.gru(inputs, units, activation, recurrentActivation, useBias, resetAfter, capacity);
        }
    }

    /**
     * A fully connected layer, applied at every step it sees: {@code y = activation(x·W + b)}.
     *
     * <p>Shapes: kernel W [inputs, units], bias [units]. Source: Keras Dense.
     */
    record Dense(String name, int units, Activation activation, boolean useBias) implements Layer {
        public Dense {
            requirePositive(name, units);
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            WeightShape kernel = new WeightShape("kernel", inputs, units);
            return useBias ? List.of(kernel, new WeightShape("bias", units)) : List.of(kernel);
        }

        @Override
        public StepKernel kernel(Kernels kernels, int inputs, int capacity) {
            return kernels.dense(inputs, units, activation, useBias, capacity);
        }
    }

    private static List<WeightShape> gated(int inputs, int units, int gates, List<Integer> bias) {
        List<WeightShape> shapes = new ArrayList<>();
        shapes.add(new WeightShape("kernel", inputs, gates * units));
        shapes.add(new WeightShape("recurrent_kernel", units, gates * units));
        if (!bias.isEmpty()) {
            shapes.add(new WeightShape("bias", bias));
        }
        return List.copyOf(shapes);
    }

    private static void requirePositive(String name, int units) {
        if (units <= 0) {
            throw new IllegalArgumentException(name + " units: expected at least 1, found " + units);
        }
    }
}
