package io.millrace.data;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.training.EarlyStopping;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.Huber;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import java.util.List;
import java.util.Optional;

/**
 * How a network learns to predict the next point: Adam along half a cosine, smooth L1 loss, the gradient's norm kept
 * within 1.
 *
 * @param encode what the network sees of a point
 * @param interval whether it sees the time between points
 * @param layers from the input to the output, which is as wide as a point
 * @param batchSize windows of one update
 * @param learningRate at the start
 * @param seed of the first weights and the order of windows
 * @param threads at most; the result does not depend on them
 * @param stopping empty: all epochs
 */
public record TrajectoryRecipe(
        PointEncoding.Kind encode,
        boolean interval,
        List<Layer> layers,
        Windows windows,
        int batchSize,
        int epochs,
        double learningRate,
        long seed,
        int threads,
        Optional<EarlyStopping> stopping) {
    private static final double FINAL_LEARNING_RATE = 1e-5;

    public TrajectoryRecipe {
        layers = List.copyOf(layers);
    }

    /** An LSTM of 64 units that learns the change of the last displacement. */
    public static TrajectoryRecipe standard(int features) {
        List<Layer> layers = List.of(
                new RecurrentLayer.Lstm("lstm", 64, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", features, Activation.LINEAR, true));
        return new TrajectoryRecipe(
                PointEncoding.Kind.DISPLACEMENT,
                false,
                layers,
                new Windows(32, 4),
                64,
                60,
                3e-3,
                0,
                1,
                Optional.empty());
    }

    /** The same, and the network reads the time between points, too. */
    public TrajectoryRecipe withInterval() {
        return new TrajectoryRecipe(
                encode, true, layers, windows, batchSize, epochs, learningRate, seed, threads, stopping);
    }

    public TrajectoryRecipe withLayers(List<Layer> others) {
        return new TrajectoryRecipe(
                encode, interval, others, windows, batchSize, epochs, learningRate, seed, threads, stopping);
    }

    public TrajectoryRecipe withEpochs(int count) {
        return new TrajectoryRecipe(
                encode, interval, layers, windows, batchSize, count, learningRate, seed, threads, stopping);
    }

    public TrajectoryRecipe withSeed(long another) {
        return new TrajectoryRecipe(
                encode, interval, layers, windows, batchSize, epochs, learningRate, another, threads, stopping);
    }

    public TrajectoryRecipe withThreads(int count) {
        return new TrajectoryRecipe(
                encode, interval, layers, windows, batchSize, epochs, learningRate, seed, count, stopping);
    }

    public TrajectoryRecipe withStopping(EarlyStopping rule) {
        return new TrajectoryRecipe(
                encode, interval, layers, windows, batchSize, epochs, learningRate, seed, threads, Optional.of(rule));
    }

    /** For data of that shape, on which the length of the learning rate's way down depends. */
    TrainingSettings settings(TrainingSet.Shape shape) {
        long updates = (long) epochs * ((shape.sequences() + batchSize - 1) / batchSize);
        LearningRate decay = new LearningRate.CosineDecay(learningRate, updates, FINAL_LEARNING_RATE);
        TrainingSettings settings = new TrainingSettings(new Huber(), new Adam(decay))
                .withClipping(GradientClipping.globalNorm(1))
                .withEpochs(epochs)
                .withBatchSize(batchSize)
                .withSeed(seed)
                .withThreads(threads);
        return stopping.map(settings::withEarlyStopping).orElse(settings);
    }
}
