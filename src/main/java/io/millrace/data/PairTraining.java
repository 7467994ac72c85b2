package io.millrace.data;

import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.InitialWeights;
import io.millrace.training.Trained;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import java.time.InstantSource;
import java.util.List;

/** Trains an encoder–decoder to make one sequence of another. The same pairs and recipe give the same bits. */
public final class PairTraining {
    private static final int BATCHES = 16; // of one bucket

    private final PairRecipe recipe;
    private final Kernels kernels;
    private final InstantSource clock;

    public PairTraining(PairRecipe recipe, Kernels kernels, InstantSource clock) {
        this.recipe = recipe;
        this.kernels = kernels;
        this.clock = clock;
    }

    /** @param validation followed by the report alone; empty for none */
    public PairModel train(
            List<SequencePair> training,
            List<SequencePair> validation,
            PairEncoding encoding,
            TrainingListener listener) {
        int pairs = BATCHES * recipe.batchSize();
        List<TrainingSet> buckets = new PairDataset(training, encoding).buckets(pairs);
        List<TrainingSet> held = new PairDataset(validation, encoding).buckets(pairs);
        TrainingSettings plain = recipe.settings(1);
        long updates = buckets.stream()
                        .mapToLong(bucket -> plain.updates(bucket.shape()))
                        .sum()
                / plain.epochs();
        Weights start = InitialWeights.of(recipe.architecture(encoding), recipe.seed());
        Trained trained = new Trainer(recipe.settings(updates), kernels, clock).train(start, buckets, held, listener);
        return new PairModel(encoding, new SequenceModel(trained.weights()), trained.report());
    }
}
