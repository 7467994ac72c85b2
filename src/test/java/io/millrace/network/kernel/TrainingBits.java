package io.millrace.network.kernel;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.training.InitialWeights;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.Losses;
import io.millrace.training.optimizer.Adam;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A hash over the weights of small networks of every recurrent layer after four updates of odd batches. */
final class TrainingBits {
    static final long EXPECTED = -9004888083649732523L;

    private static final int SEQUENCES = 74;
    private static final int STEPS = 19; // two whole blocks of the way back and a part of one
    private static final int INPUTS = 5;
    private static final int OUTPUTS = 3;

    private TrainingBits() {}

    static long hash(Kernels kernels, int threads) {
        TrainingSettings settings = new TrainingSettings(Losses.named("mse"), new Adam(1e-2))
                .withBatchSize(37) // two whole shards and a part of one
                .withEpochs(2)
                .withThreads(threads);
        TrainingSet set = new TrainingSet(
                new TrainingSet.Shape(SEQUENCES, STEPS, INPUTS, OUTPUTS, true),
                KernelCase.random(SEQUENCES * STEPS * INPUTS, 1, 1),
                KernelCase.random(SEQUENCES * STEPS * OUTPUTS, 2, 1));
        long hash = 1;
        for (Architecture architecture : architectures()) {
            float[] weights = new Trainer(settings, kernels, InstantSource.system())
                    .train(InitialWeights.of(architecture, 3), set, Optional.empty(), TrainingListener.NONE)
                    .weights()
                    .toArray();
            for (float weight : weights) {
                hash = 31 * hash + Float.floatToIntBits(weight);
            }
        }
        return hash;
    }

    private static List<Architecture> architectures() {
        return List.of(
                architecture(new RecurrentLayer.Lstm("a", 19, Activation.TANH, Activation.SIGMOID, true, true)),
                architecture(new RecurrentLayer.Gru("a", 33, Activation.TANH, Activation.SIGMOID, true, true, true)),
                architecture(new RecurrentLayer.Gru("a", 18, Activation.TANH, Activation.SIGMOID, true, false, true)),
                architecture(
                        new RecurrentLayer.SimpleRnn("a", 70, Activation.TANH, true, true),
                        new RecurrentLayer.SimpleRnn("b", 6, Activation.TANH, true, true)));
    }

    private static Architecture architecture(Layer... layers) {
        List<Layer> all = new ArrayList<>(List.of(layers));
        all.add(new Layer.Dense("dense", OUTPUTS, Activation.LINEAR, true));
        return new Architecture(INPUTS, all);
    }
}
