package io.millrace.network;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.List;

/**
 * The architecture of one layer: numbers and names, no weights. Names and order of the weights are Keras'.
 *
 * <p>Units: every input and output is scaled (dimensionless).
 */
public sealed interface Layer permits Layer.Stepped, PlainLayer, WrapperLayer {
    /** Unique in its model, as in the file. */
    String name();

    /** The shapes of its outputs where it reads inputs of these shapes; refuses what it cannot read. */
    List<Shape> outputs(List<Shape> inputs);

    /** Whether it reads a sequence alone, never a vector. */
    default boolean readsSequence() {
        return false;
    }

    /** Floats of each part of one stream's state, as Keras lists them; empty for a layer without a state. */
    default List<Integer> stateSizes() {
        return List.of();
    }

    /** The weights, in Keras' order, for an input of the given width. */
    List<WeightShape> weightShapes(int inputs);

    /** A layer whose step is one kernel's. */
    sealed interface Stepped extends Layer permits RecurrentLayer, Dense, Embedding, PlainLayer.Activate {
        /** The layer's step for up to {@code capacity} streams at a time; its weights are still to be packed. */
        StepKernel kernel(Kernels kernels, int inputs, int capacity);
    }

    /** A weight's name, as Keras has it, and its shape. */
    record WeightShape(String name, List<Integer> shape) {
        WeightShape(String name, Integer... shape) {
            this(name, List.of(shape));
        }

        public int size() {
            return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        }

        /** The same weight of a part of a wrapper. */
        WeightShape inside(String part) {
            return new WeightShape(part + "/" + name, shape);
        }
    }

    /**
     * A fully connected layer, applied at every step it sees: {@code y = activation(x·W + b)}.
     *
     * <p>Shapes: kernel W [inputs, units], bias [units]. Source: Keras Dense.
     */
    record Dense(String name, int units, Activation activation, boolean useBias, Penalties penalties)
            implements Stepped {
        public Dense {
            requirePositive(name, "units", units);
        }

        public Dense(String name, int units, Activation activation, boolean useBias) {
            this(name, units, activation, useBias, Penalties.NONE);
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.one(name, inputs).withWidth(units));
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

    /**
     * A vector for each token: row {@code id} of a table. Ids come as floats; one that is not a token's gives NaN.
     *
     * <p>Shape: table [tokens, units]. Source: Keras Embedding.
     *
     * @param tokens ids run from 0 to tokens − 1
     * @param maskZero whether id 0 is padding: later layers skip its steps
     */
    record Embedding(String name, int tokens, int units, boolean maskZero) implements Stepped {
        public Embedding {
            requirePositive(name, "input_dim", tokens);
            requirePositive(name, "output_dim", units);
        }

        /** Whether the number is the id of a token. */
        public boolean isToken(float id) {
            return id >= 0 && id < tokens && id == (int) id;
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Shape ids = Shapes.one(name, inputs);
            if (ids.width() != 1) {
                throw new IllegalArgumentException(name + ": expected one token id a step, found " + ids);
            }
            return List.of(ids.withWidth(units));
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            return List.of(new WeightShape("embeddings", tokens, units));
        }

        @Override
        public StepKernel kernel(Kernels kernels, int inputs, int capacity) {
            return kernels.embedding(tokens, units, capacity);
        }
    }

    static void requirePositive(String name, String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " " + what + ": expected at least 1, found " + value);
        }
    }
}
