package io.millrace.benchmark;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import java.util.List;
import java.util.Random;

/** The models that every benchmark takes, small to large. */
enum Networks {
    /** A model for a few coordinates. */
    A("LSTM 4→32", 4, new RecurrentLayer.Lstm("lstm", 32, Activation.TANH, Activation.SIGMOID, true, true)),
    B("LSTM 32→128", 32, new RecurrentLayer.Lstm("lstm", 128, Activation.TANH, Activation.SIGMOID, true, true)),
    C("LSTM 64→256", 64, new RecurrentLayer.Lstm("lstm", 256, Activation.TANH, Activation.SIGMOID, true, true)),
    D("GRU 32→128", 32, new RecurrentLayer.Gru("gru", 128, Activation.TANH, Activation.SIGMOID, true, true, true)),
    /** The classical example: rows of 56 points, ten classes. */
    E(
            "4 × SimpleRNN(300), Dense(10)",
            56,
            rnn("first", true),
            rnn("second", true),
            rnn("third", true),
            rnn("fourth", false),
            new Layer.Dense("dense", 10, Activation.SOFTMAX, true));

    final String title;
    final Architecture architecture;

    Networks(String title, int inputs, Layer... layers) {
        this.title = title;
        architecture = new Architecture(inputs, List.of(layers));
    }

    /** Keras' initial weights and a little noise, so that no bias is zero. */
    SequenceModel model() {
        float[] weights = InitialWeights.of(architecture, 1).toArray();
        Random random = new Random(2);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (0.02 * random.nextGaussian());
        }
        return new SequenceModel(new Weights(architecture, weights));
    }

    /** Multiplications of one step of one stream: every weight but the biases takes part in one. */
    long multiplications() {
        return architecture.parameters().stream()
                .filter(parameter -> !parameter.name().endsWith("bias"))
                .mapToLong(Parameter::size)
                .sum();
    }

    private static Layer rnn(String name, boolean returnSequences) {
        return new RecurrentLayer.SimpleRnn(name, 300, Activation.TANH, true, returnSequences);
    }
}
