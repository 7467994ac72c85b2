package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import java.util.Optional;
import java.util.Random;

/**
 * Fresh weights as Keras begins: kernels Glorot-uniform, recurrent kernels orthogonal, embeddings uniform within ±0.05,
 * biases zero but for an LSTM's forget gate, which starts at 1 so that the cell remembers from the start (Jozefowicz et al.
 * 2015).
 */
public final class InitialWeights {
    private InitialWeights() {}

    /** Another beginning than Keras' for some of the weights. */
    @FunctionalInterface
    public interface Choice {
        /**
         * @param layer as the expanded architecture has it
         * @param weight such as {@code recurrent_kernel}
         * @return empty for Keras' own
         */
        Optional<Initializer> of(Layer layer, String weight);
    }

    /** The same seed gives the same bits on every JDK. */
    public static Weights of(Architecture architecture, long seed) {
        return of(architecture, seed, (layer, weight) -> Optional.empty());
    }

    public static Weights of(Architecture architecture, long seed, Choice choice) {
        float[] values = new float[architecture.parameterCount()];
        Random random = new Random(seed);
        Architecture expanded = architecture.expanded(); // its weights stand in the same order
        for (Parameter parameter : expanded.parameters()) {
            Layer layer = expanded.layers().get(parameter.layer());
            int columns = parameter.shape().get(parameter.shape().size() - 1);
            choice.of(layer, parameter.name())
                    .orElseGet(() -> usual(layer, parameter.name()))
                    .fill(values, parameter.offset(), parameter.size() / columns, columns, random);
        }
        return new Weights(architecture, values);
    }

    private static Initializer usual(Layer layer, String weight) {
        return switch (weight) {
            case "recurrent_kernel" -> Initializer.ORTHOGONAL;
            case "embeddings" -> Initializer.randomUniform(-0.05, 0.05);
            case "bias" -> layer instanceof RecurrentLayer.Lstm lstm ? forgetGateOne(lstm.units()) : Initializer.ZEROS;
            default -> Initializer.GLOROT_UNIFORM;
        };
    }

    private static Initializer forgetGateOne(int units) {
        return (values, at, rows, columns, random) -> {
            Initializer.ZEROS.fill(values, at, rows, columns, random);
            Initializer.ONES.fill(values, at + units, 1, units, random); // gates i, f, c, o
        };
    }
}
