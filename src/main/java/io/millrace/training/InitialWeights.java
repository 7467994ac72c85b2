package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.Weights;
import java.util.Arrays;
import java.util.Random;

/**
 * Fresh weights as Keras begins: kernels Glorot-uniform, recurrent kernels orthogonal, biases zero but for an LSTM's forget
 * gate, which starts at 1 so that the cell remembers from the start (Jozefowicz et al. 2015).
 */
public final class InitialWeights {
    private InitialWeights() {}

    /** The same seed gives the same bits on every JDK. */
    public static Weights of(Architecture architecture, long seed) {
        float[] values = new float[architecture.parameterCount()];
        Random random = new Random(seed);
        Architecture plain = architecture.expanded(); // the same weights, none inside a wrapper
        for (Parameter parameter : plain.parameters()) {
            if (parameter.name().equals("bias")) {
                bias(plain.layers().get(parameter.layer()), values, parameter.offset());
            } else {
                Initializer initializer = parameter.name().equals("recurrent_kernel")
                        ? Initializer.ORTHOGONAL
                        : Initializer.GLOROT_UNIFORM;
                initializer.fill(
                        values,
                        parameter.offset(),
                        parameter.shape().get(0),
                        parameter.shape().get(1),
                        random);
            }
        }
        return new Weights(architecture, values);
    }

    private static void bias(Layer layer, float[] values, int at) {
        if (layer instanceof Layer.Lstm lstm) {
            Arrays.fill(values, at + lstm.units(), at + 2 * lstm.units(), 1f); // gates i, f, c, o
        }
    }
}
