package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every layer against its equations on ND4J, over random shapes, activations and weights from fixed seeds. */
class Nd4jReferenceTest {
    private static final double TOLERANCE = 1e-5;
    private static final int DRAWS = 25; // of each kind
    private static final List<Activation> OUTPUTS =
            List.of(Activation.TANH, Activation.SIGMOID, Activation.RELU, Activation.LINEAR, Activation.SOFTSIGN);
    private static final List<Activation> GATES =
            List.of(Activation.SIGMOID, Activation.HARD_SIGMOID, Activation.HARD_SIGMOID_KERAS2);

    private static final List<WrapperLayer.Bidirectional.Mode> MERGES = List.of(
            WrapperLayer.Bidirectional.Mode.CONCAT,
            WrapperLayer.Bidirectional.Mode.SUM,
            WrapperLayer.Bidirectional.Mode.MUL,
            WrapperLayer.Bidirectional.Mode.AVE);

    /** What is compared. */
    private enum Kind {
        SIMPLE_RNN {
            @Override
            Layer layer(Draw draw) {
                return new RecurrentLayer.SimpleRnn("layer", draw.units, draw.activation, draw.bias, draw.sequences);
            }
        },
        LSTM {
            @Override
            Layer layer(Draw draw) {
                return new RecurrentLayer.Lstm(
                        "layer", draw.units, draw.activation, draw.gate, draw.bias, draw.sequences);
            }
        },
        GRU_RESET_AFTER {
            @Override
            Layer layer(Draw draw) {
                return new RecurrentLayer.Gru(
                        "layer", draw.units, draw.activation, draw.gate, draw.bias, true, draw.sequences);
            }
        },
        GRU_RESET_BEFORE {
            @Override
            Layer layer(Draw draw) {
                return new RecurrentLayer.Gru(
                        "layer", draw.units, draw.activation, draw.gate, draw.bias, false, draw.sequences);
            }
        },
        DENSE {
            @Override
            Layer layer(Draw draw) {
                boolean softmax = draw.sequences && draw.units > 1;
                return new Layer.Dense("layer", draw.units, softmax ? Activation.SOFTMAX : draw.activation, draw.bias);
            }
        },
        EMBEDDING {
            @Override
            Layer layer(Draw draw) {
                return new Layer.Embedding("layer", Draw.TOKENS, draw.units, false);
            }
        },
        BIDIRECTIONAL {
            @Override
            Layer layer(Draw draw) {
                List<Kind> inner = List.of(SIMPLE_RNN, LSTM, GRU_RESET_AFTER, GRU_RESET_BEFORE);
                return WrapperLayer.Bidirectional.of(
                        "layer", (RecurrentLayer) draw.one(inner).layer(draw), draw.one(MERGES));
            }
        };

        abstract Layer layer(Draw draw);
    }

    /** A random case. */
    private static final class Draw {
        static final int TOKENS = 13;

        final Random random;
        final int rows;
        final int steps;
        final int inputs;
        final int units;
        final Activation activation;
        final Activation gate;
        final boolean bias;
        final boolean sequences;
        final Layer layer;
        final SequenceModel model;
        final float[] points;

        Draw(Kind kind, long seed) {
            random = new Random(seed);
            rows = 1 + random.nextInt(5);
            steps = 1 + random.nextInt(12);
            inputs = kind == Kind.EMBEDDING ? 1 : 1 + random.nextInt(20);
            units = 1 + random.nextInt(40);
            activation = one(OUTPUTS);
            gate = one(GATES);
            bias = random.nextBoolean();
            sequences = random.nextBoolean();
            layer = kind.layer(this);
            Architecture architecture = new Architecture(inputs, List.of(layer));
            double scale = 1 / Math.sqrt(units); // so that relu and linear do not grow from step to step
            float[] weights = new float[architecture.parameterCount()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (0.7 * scale * random.nextGaussian());
            }
            model = new SequenceModel(new Weights(architecture, weights));
            points = new float[rows * steps * inputs];
            for (int i = 0; i < points.length; i++) {
                points[i] = kind == Kind.EMBEDDING ? random.nextInt(TOKENS) : (float) random.nextGaussian();
            }
        }

        <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        INDArray in() {
            return Nd4j.createFromArray(points).castTo(DataType.DOUBLE).reshape('c', rows, steps, inputs);
        }

        List<INDArray> weights() {
            List<INDArray> weights = new ArrayList<>();
            for (Parameter parameter : model.architecture().parameters()) {
                long[] shape =
                        parameter.shape().stream().mapToLong(Integer::longValue).toArray();
                INDArray flat =
                        Nd4j.createFromArray(model.weights().toArray(parameter)).castTo(DataType.DOUBLE);
                weights.add(shape.length == 1 ? flat.reshape('c', 1, shape[0]) : flat.reshape('c', shape));
            }
            return weights;
        }

        float[] run(Kernels kernels) {
            return new GraphRunner(model, kernels, 3)
                    .run(Batch.sequences(rows, steps, inputs, points))
                    .get(0)
                    .values();
        }

        @Override
        public String toString() {
            return layer + " of " + rows + " rows, " + steps + " steps, " + inputs + " inputs";
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLayerAgreesWithItsEquations(Kind kind) {
        for (long seed = 0; seed < DRAWS; seed++) {
            Draw draw = new Draw(kind, seed);

            double[] expected = plain(Nd4jReference.run(draw.layer, draw.weights(), draw.in()));

            float[] found = draw.run(Kernels.best());
            assertArrayEquals(expected, widened(found), TOLERANCE, draw::toString);
        }
    }

    /** The comparison can fail. */
    @ParameterizedTest
    @EnumSource(names = {"LSTM", "GRU_RESET_AFTER", "GRU_RESET_BEFORE"})
    void anotherOrderOfTheGatesIsNoticed(Kind kind) {
        Draw draw = IntStream.range(0, DRAWS)
                .mapToObj(seed -> new Draw(kind, seed))
                .filter(one -> one.units > 1 && one.steps > 2)
                .findFirst()
                .orElseThrow();
        List<INDArray> weights = draw.weights();
        INDArray kernel = weights.get(0);
        weights.set(0, Nd4j.reverse(kernel.dup()));
        double[] wrong = plain(Nd4jReference.run(draw.layer, weights, draw.in()));
        double[] found = widened(draw.run(Kernels.best()));

        assertEquals(wrong.length, found.length);
        assertThrows(AssertionError.class, () -> assertArrayEquals(wrong, found, 100 * TOLERANCE));
    }

    private static double[] plain(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    private static double[] widened(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
