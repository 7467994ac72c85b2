package io.millrace.data;

import io.millrace.network.Architecture;
import io.millrace.network.GraphBuilder;
import io.millrace.network.Layer;
import io.millrace.network.Penalties;
import io.millrace.network.Recurrence;
import io.millrace.network.Shape;
import io.millrace.network.Tensor;
import io.millrace.network.kernel.Activation;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.Accuracy;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import java.util.List;

/**
 * How an encoder–decoder learns pairs of sequences: an embedding and a recurrent layer on either side, the decoder's
 * beginning where the encoder's ended; Adam along half a cosine, the gradient's norm kept within 1.
 *
 * @param cell of both sides
 * @param embedding floats of a token
 * @param units of both recurrent layers
 * @param batchSize pairs of one update
 * @param learningRate at the start
 * @param seed of the first weights and the order
 * @param threads at most; the result does not depend on them
 */
public record PairRecipe(
        Cell cell, int embedding, int units, int batchSize, int epochs, double learningRate, long seed, int threads) {
    private static final double FINAL_LEARNING_RATE = 1e-5;

    /** Which recurrent layer. */
    public enum Cell {
        LSTM,
        GRU
    }

    /** LSTMs of 256 units, 10 epochs. */
    public static PairRecipe standard() {
        return new PairRecipe(Cell.LSTM, 64, 256, 128, 10, 2e-3, 0, 1);
    }

    public PairRecipe withSize(Cell another, int newEmbedding, int newUnits) {
        return new PairRecipe(another, newEmbedding, newUnits, batchSize, epochs, learningRate, seed, threads);
    }

    public PairRecipe withEpochs(int count) {
        return new PairRecipe(cell, embedding, units, batchSize, count, learningRate, seed, threads);
    }

    public PairRecipe withBatchSize(int pairs) {
        return new PairRecipe(cell, embedding, units, pairs, epochs, learningRate, seed, threads);
    }

    public PairRecipe withSeed(long another) {
        return new PairRecipe(cell, embedding, units, batchSize, epochs, learningRate, another, threads);
    }

    public PairRecipe withThreads(int count) {
        return new PairRecipe(cell, embedding, units, batchSize, epochs, learningRate, seed, count);
    }

    /** The network: inputs source and target [time, 1], tokens; output [time, target tokens], probabilities. */
    Architecture architecture(PairEncoding encoding) {
        GraphBuilder graph = new GraphBuilder();
        Tensor source = graph.input("source", Shape.sequence(1));
        Tensor target = graph.input("target", Shape.sequence(1));
        int sources = encoding.source().vocabulary().size();
        int targets = encoding.target().vocabulary().size();
        Tensor read = graph.add(new Layer.Embedding("source_embedding", sources, embedding, true), source);
        Recurrence handsOver = Recurrence.LAST.withReturnState(true);
        List<Tensor> encoded = graph.addAll(recurrent("encoder", handsOver), List.of(read), List.of());
        Tensor before = graph.add(new Layer.Embedding("target_embedding", targets, embedding, false), target);
        List<Tensor> states = encoded.subList(1, encoded.size());
        Tensor hidden = graph.addAll(recurrent("decoder", Recurrence.SEQUENCES), List.of(before), states)
                .get(0);
        return graph.build(graph.add(new Layer.Dense("symbols", targets, Activation.SOFTMAX, true), hidden));
    }

    private Layer.Recurrent recurrent(String name, Recurrence recurrence) {
        return switch (cell) {
            case LSTM ->
                new Layer.Lstm(name, units, Activation.TANH, Activation.SIGMOID, true, recurrence, Penalties.NONE);
            case GRU ->
                new Layer.Gru(name, units, Activation.TANH, Activation.SIGMOID, true, true, recurrence, Penalties.NONE);
        };
    }

    /** @param updates of one epoch, on which the learning rate's way down depends */
    TrainingSettings settings(long updates) {
        LearningRate decay = new LearningRate.CosineDecay(learningRate, epochs * updates, FINAL_LEARNING_RATE);
        return new TrainingSettings(new SparseCategoricalCrossentropy(), new Adam(decay))
                .withClipping(GradientClipping.globalNorm(1))
                .withMetrics(List.of(Accuracy.SPARSE_CATEGORICAL))
                .withEpochs(epochs)
                .withBatchSize(batchSize)
                .withSeed(seed)
                .withThreads(threads);
    }
}
