package io.millrace.network;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.ArrayList;
import java.util.List;

/** The layers that keep a state from step to step. */
public sealed interface RecurrentLayer extends Layer.Stepped {
    /** Width of the output. */
    int units();

    Activation activation();

    boolean useBias();

    Recurrence recurrence();

    Penalties penalties();

    /** The same layer under another name, going through time in another way. */
    RecurrentLayer with(String name, Recurrence recurrence);

    @Override
    default boolean readsSequence() {
        return true;
    }

    /** Whether the next layer sees every step's output or the last one's alone. */
    default boolean returnSequences() {
        return recurrence().returnSequences();
    }

    /** Floats of state of one stream. */
    default int stateSize() {
        return stateSizes().stream().reduce(0, Math::addExact);
    }

    @Override
    default List<Integer> stateSizes() {
        return List.of(units());
    }

    @Override
    default List<Shape> outputs(List<Shape> inputs) {
        Shape in = Shapes.sequence(name(), inputs);
        List<Shape> outputs = new ArrayList<>();
        outputs.add(returnSequences() ? in.withWidth(units()) : Shape.vector(units()));
        if (recurrence().returnState()) {
            stateSizes().forEach(size -> outputs.add(Shape.vector(size)));
        }
        return outputs;
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
    record SimpleRnn(
            String name, int units, Activation activation, boolean useBias, Recurrence recurrence, Penalties penalties)
            implements RecurrentLayer {
        public SimpleRnn {
            Layer.requirePositive(name, "units", units);
        }

        public SimpleRnn(String name, int units, Activation activation, boolean useBias, boolean returnSequences) {
            this(name, units, activation, useBias, Recurrence.of(returnSequences), Penalties.NONE);
        }

        @Override
        public SimpleRnn with(String name, Recurrence recurrence) {
            return new SimpleRnn(name, units, activation, useBias, recurrence, penalties);
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
            Recurrence recurrence,
            Penalties penalties)
            implements RecurrentLayer {
        public Lstm {
            Layer.requirePositive(name, "units", units);
        }

        public Lstm(
                String name,
                int units,
                Activation activation,
                Activation recurrentActivation,
                boolean useBias,
                boolean returnSequences) {
            this(name, units, activation, recurrentActivation, useBias, Recurrence.of(returnSequences), Penalties.NONE);
        }

        @Override
        public Lstm with(String name, Recurrence recurrence) {
            return new Lstm(name, units, activation, recurrentActivation, useBias, recurrence, penalties);
        }

        @Override
        public List<Integer> stateSizes() {
            return List.of(units, units);
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
            Recurrence recurrence,
            Penalties penalties)
            implements RecurrentLayer {
        public Gru {
            Layer.requirePositive(name, "units", units);
        }

        public Gru(
                String name,
                int units,
                Activation activation,
                Activation recurrentActivation,
                boolean useBias,
                boolean resetAfter,
                boolean returnSequences) {
            this(
                    name,
                    units,
                    activation,
                    recurrentActivation,
                    useBias,
                    resetAfter,
                    Recurrence.of(returnSequences),
                    Penalties.NONE);
        }

        @Override
        public Gru with(String name, Recurrence recurrence) {
            return new Gru(name, units, activation, recurrentActivation, useBias, resetAfter, recurrence, penalties);
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

    private static List<WeightShape> gated(int inputs, int units, int gates, List<Integer> bias) {
        List<WeightShape> shapes = new ArrayList<>();
        shapes.add(new WeightShape("kernel", inputs, gates * units));
        shapes.add(new WeightShape("recurrent_kernel", units, gates * units));
        if (!bias.isEmpty()) {
            shapes.add(new WeightShape("bias", bias));
        }
        return List.copyOf(shapes);
    }
}
