package io.millrace.retrain;

import io.millrace.data.Padding;
import io.millrace.data.Trajectory;
import io.millrace.encoding.Encoding;
import io.millrace.network.Batch;
import io.millrace.network.Distribution;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.EarlyStopping;
import io.millrace.training.Trained;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.BinaryCrossentropy;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks whose outputs are probabilities: how they learn, and how surprised they are, in nats. */
final class SymbolTraining {
    private static final double LEAST = 1e-7; // as in Keras' cross-entropies
    private static final double FINAL_LEARNING_RATE = 1e-5;
    private static final int ROWS = 64;

    private final ChallengeSettings settings;
    private final Kernels kernels;
    private final InstantSource clock;

    /**
     * Sequences as a network reads them, and the symbols it should tell.
     *
     * @param inputs [steps, inputs] each
     * @param wanted [steps] each, or [1]
     */
    record Examples(int width, List<float[]> inputs, List<int[]> wanted) {
        /** At every step but the last the next symbol. */
        static Examples everyStep(Encoding encoding, List<Trajectory> pieces) {
            Examples examples = new Examples(encoding.inputs(), new ArrayList<>(), new ArrayList<>());
            for (Trajectory piece : pieces) {
                int steps = piece.length() - 1;
                int[] wanted = new int[steps];
                for (int n = 0; n < steps; n++) {
                    wanted[n] = (int) piece.point(n + 1)[0];
                }
                examples.add(encoded(encoding, piece, steps), wanted);
            }
            return examples;
        }

        /** One symbol for the whole of each. */
        static Examples atTheEnd(Encoding encoding, List<Trajectory> pieces, List<Integer> symbols) {
            Examples examples = new Examples(encoding.inputs(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < pieces.size(); i++) {
                Trajectory piece = pieces.get(i);
                examples.add(encoded(encoding, piece, piece.length()), new int[] {symbols.get(i)});
            }
            return examples;
        }

        private void add(float[] input, int[] symbols) {
            inputs.add(input);
            wanted.add(symbols);
        }

        private static float[] encoded(Encoding encoding, Trajectory piece, int steps) {
            float[] input = new float[steps * encoding.inputs()];
            double[] history = new double[encoding.historySize()];
            for (int n = 0; n < steps; n++) {
                encoding.encode(piece.point(n), history, 0, input, n * encoding.inputs());
            }
            return input;
        }

        Batch batch() {
            return Padding.POST.pad(inputs, width, 0);
        }

        Examples part(int from, int to) {
            return new Examples(width, inputs.subList(from, to), wanted.subList(from, to));
        }

        TrainingSet set(boolean everyStep) {
            Batch batch = batch();
            int steps = everyStep ? batch.shape().steps() : 1;
            float[] targets = new float[wanted.size() * steps];
            for (int row = 0; row < wanted.size(); row++) {
                for (int step = 0; step < wanted.get(row).length; step++) {
                    targets[row * steps + step] = wanted.get(row)[step];
                }
            }
            Batch told = everyStep
                    ? Batch.sequences(wanted.size(), steps, 1, targets)
                    : Batch.vectors(wanted.size(), 1, targets);
            TrainingSet set = new TrainingSet(List.of(batch), List.of(told));
            return batch.lengths().map(set::withLengths).orElse(set);
        }
    }

    SymbolTraining(ChallengeSettings settings, Kernels kernels, InstantSource clock) {
        this.settings = settings;
        this.kernels = kernels;
        this.clock = clock;
    }

    /** On from a contender's weights. Errors: outputs that are no probabilities. */
    Contender train(Contender from, String version, Examples training, Examples validation, TrainingListener listener) {
        boolean everyStep = from.model().architecture().returnsSequences();
        TrainingSet set = training.set(everyStep);
        Trained trained = new Trainer(settings(from.model(), training.inputs().size()), kernels, clock)
                .train(from.model().weights(), set, Optional.of(validation.set(everyStep)), listener);
        return new Contender(version, new SequenceModel(trained.weights()), from.encoding(), from.target());
    }

    private TrainingSettings settings(SequenceModel model, int examples) {
        Loss loss = model.outputs() == 1 ? new BinaryCrossentropy() : new SparseCategoricalCrossentropy();
        long updates = (long) settings.epochs() * ((examples + ChallengeSettings.BATCH - 1) / ChallengeSettings.BATCH);
        return new TrainingSettings(
                        loss,
                        new Adam(new LearningRate.CosineDecay(settings.learningRate(), updates, FINAL_LEARNING_RATE)))
                .withClipping(GradientClipping.globalNorm(1))
                .withEpochs(settings.epochs())
                .withBatchSize(ChallengeSettings.BATCH)
                .withSeed(settings.seed())
                .withEarlyStopping(new EarlyStopping(settings.patience()));
    }

    /** Each example's mean −ln p of what was wanted. */
    double[] nats(Contender contender, Examples examples) {
        Distribution distribution = Distribution.of(contender.model());
        GraphRunner runner = new GraphRunner(contender.model(), kernels, ROWS);
        double[] nats = new double[examples.inputs().size()];
        for (int from = 0; from < nats.length; from += ROWS) {
            Examples part = examples.part(from, Math.min(from + ROWS, nats.length));
            Batch outputs = runner.run(part.batch()).get(0);
            int steps = outputs.shape().isSequence() ? outputs.shape().steps() : 1;
            for (int row = 0; row < part.wanted().size(); row++) {
                int[] wanted = part.wanted().get(row);
                for (int step = 0; step < wanted.length; step++) {
                    int at = (row * steps + step) * contender.model().outputs();
                    double p = distribution.read(outputs.values(), at)[wanted[step]];
                    nats[from + row] -= Double.isNaN(p) ? Double.NaN : Math.log(Math.max(p, LEAST)) / wanted.length;
                }
            }
        }
        return nats;
    }
}
