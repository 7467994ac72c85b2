package io.millrace.data;

import io.millrace.network.Architecture;
import io.millrace.network.GraphBuilder;
import io.millrace.network.Layer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
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
 * How an encoder–decoder learns pairs of sequences: an embedding and recurrent layers on either side, each of the decoder's
 * beginning where the encoder's ended; Adam along half a cosine, the gradient's norm kept within 1.
 *
 * @param layers recurrent ones, of either side
 * @param embedding floats of a token
 * @param batchSize pairs of one update
 * @param learningRate at the start
 * @param seed of the first weights and the order
 * @param threads at most; the result does not depend on them
 */
public record PairRecipe(
        List<RecurrentLayer> layers,
        int embedding,
        int batchSize,
        int epochs,
        double learningRate,
        long seed,
        int threads) {
    private static final double FINAL_LEARNING_RATE = 1e-5;

    public PairRecipe {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("pairs: expected a recurrent layer at least, found none");
        }
    }

    /** LSTMs of 256 units, 10 epochs. */
    public static PairRecipe standard() {
        RecurrentLayer.Lstm lstm =
                new RecurrentLayer.Lstm("lstm", 256, Activation.TANH, Activation.SIGMOID, true, true);
        return new PairRecipe(List.of(lstm), 64, 128, 10, 2e-3, 0, 1);
    }

    public PairRecipe withLayers(List<RecurrentLayer> others) {
        return new PairRecipe(others, embedding, batchSize, epochs, learningRate, seed, threads);
    }

    public PairRecipe withEmbedding(int floats) {
        return new PairRecipe(layers, floats, batchSize, epochs, learningRate, seed, threads);
    }

    public PairRecipe withEpochs(int count) {
        return new PairRecipe(layers, embedding, batchSize, count, learningRate, seed, threads);
    }

    public PairRecipe withBatchSize(int pairs) {
        return new PairRecipe(layers, embedding, pairs, epochs, learningRate, seed, threads);
    }

    public PairRecipe withSeed(long another) {
        return new PairRecipe(layers, embedding, batchSize, epochs, learningRate, another, threads);
    }

    public PairRecipe withThreads(int count) {
        return new PairRecipe(layers, embedding, batchSize, epochs, learningRate, seed, count);
    }

    /** The network: inputs source and target [time, 1], tokens; output [time, target tokens], probabilities. */
    Architecture architecture(PairEncoding encoding) {
        GraphBuilder graph = new GraphBuilder();
        Tensor source = graph.input("source", Shape.sequence(1));
        Tensor target = graph.input("target", Shape.sequence(1));
        int sources = encoding.source().vocabulary().size();
        int targets = encoding.target().vocabulary().size();
        Tensor read = graph.add(new Layer.Embedding("source_embedding", sources, embedding, true), source);
        Tensor hidden = graph.add(new Layer.Embedding("target_embedding", targets, embedding, false), target);
        for (int i = 0; i < layers.size(); i++) {
            RecurrentLayer layer = layers.get(i);
            String number = layers.size() == 1 ? "" : "_" + (i + 1);
            Recurrence encodes = Recurrence.of(i + 1 < layers.size()).withReturnState(true);
            List<Tensor> encoded = graph.addAll(layer.with("encoder" + number, encodes), List.of(read), List.of());
            List<Tensor> handedOver = encoded.subList(1, encoded.size());
            read = encoded.get(0);
            hidden = graph.addAll(layer.with("decoder" + number, Recurrence.SEQUENCES), List.of(hidden), handedOver)
                    .get(0);
        }
        return graph.build(graph.add(new Layer.Dense("symbols", targets, Activation.SOFTMAX, true), hidden));
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
