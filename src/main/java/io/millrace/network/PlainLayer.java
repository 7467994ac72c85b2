package io.millrace.network;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.List;
import java.util.Locale;

/** The layers without weights. */
public sealed interface PlainLayer extends Layer {
    @Override
    default List<WeightShape> weightShapes(int inputs) {
        return List.of();
    }

    /** What a caller gives: a sequence, a vector, or token ids, [time, 1]. */
    record Input(String name, Shape shape) implements PlainLayer {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Shapes.requireCount(name, 0, inputs);
            return List.of(shape);
        }
    }

    /** A step whose features all equal {@code maskValue} is masked: zeros go on, and recurrent layers skip it. */
    record Masking(String name, float maskValue) implements PlainLayer {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.sequence(name, inputs));
        }
    }

    /**
     * Nothing but an end to the mask: every step counts from here on. Keras 3 hands no mask to a layer that is given an
     * {@code initial_state}, unless its file says so; Keras 2 does.
     */
    record Unmask(String name) implements PlainLayer {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.one(name, inputs));
        }
    }

    /** Nothing when predicting; in training a share {@code rate} of the inputs is left out. */
    record Dropout(String name, double rate) implements PlainLayer {
        public Dropout {
            Recurrence.requireRate(name + " rate", rate);
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.one(name, inputs));
        }
    }

    /** An activation function by itself. A softmax runs over the width. */
    record Activate(String name, Activation activation) implements PlainLayer, Stepped {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.one(name, inputs));
        }

        @Override
        public StepKernel kernel(Kernels kernels, int inputs, int capacity) {
            return kernels.activation(activation, inputs, capacity);
        }
    }

    /** One vector becomes a sequence of {@code times} equal steps. */
    record RepeatVector(String name, int times) implements PlainLayer {
        public RepeatVector {
            Layer.requirePositive(name, "n", times);
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shape.sequence(times, Shapes.vector(name, inputs).width()));
        }
    }

    /** A sequence of a fixed length becomes one vector, step behind step. */
    record Flatten(String name) implements PlainLayer {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shape.vector(Shapes.size(name, Shapes.one(name, inputs))));
        }
    }

    /**
     * The same floats in the same order under another shape.
     *
     * @param target [width] or [steps, width]; one of them may be −1, for what is left
     */
    record Reshape(String name, List<Integer> target) implements PlainLayer {
        public Reshape {
            target = List.copyOf(target);
            if (target.isEmpty() || target.size() > 2) {
                throw new IllegalArgumentException(
                        name + " target_shape: expected [width] or [steps, width], found " + target);
            }
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.reshaped(name, Shapes.one(name, inputs), target));
        }
    }

    /**
     * The steps in the opposite order; a part of wrappers, in no file.
     *
     * @param turnsMask whether the mask is turned around too; the output of a layer that goes backwards bears its input's
     *     mask as it was
     */
    record Reverse(String name, boolean turnsMask) implements PlainLayer {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.sequence(name, inputs));
        }
    }

    /** Several inputs become one: side by side (along the width), or float by float. */
    record Merge(String name, Mode mode) implements PlainLayer {
        /** How; Keras' layers of these names. */
        public enum Mode {
            CONCATENATE,
            ADD,
            SUBTRACT,
            MULTIPLY,
            AVERAGE,
            MAXIMUM,
            MINIMUM;

            /** The class that Keras has for it. */
            public String kerasName() {
                return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
            }

            /** Takes another input's float into what was merged so far; an average is divided in the end. */
            public float combine(float merged, float value) {
                return switch (this) {
                    case ADD, AVERAGE -> merged + value;
                    case SUBTRACT -> merged - value;
                    case MULTIPLY -> merged * value;
                    case MAXIMUM -> Math.max(merged, value);
                    case MINIMUM -> Math.min(merged, value);
                    case CONCATENATE -> throw new IllegalStateException("floats side by side are not combined");
                };
            }
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shapes.merged(name, mode, inputs));
        }
    }
}
