package io.millrace.benchmark;

import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.Trained;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Losses;
import io.millrace.training.optimizer.Adam;
import java.time.InstantSource;
import java.util.Optional;

/** An epoch with the trainer that users call, its setting up included. */
final class MillraceTraining implements Contender {
    private final Trainer trainer;
    private final TrainingSet set;
    private final Weights start;
    private Trained trained;

    MillraceTraining(TrainingJob job) {
        Adam adam = new Adam(TrainingJob.RATE);
        TrainingSettings settings = new TrainingSettings(
                        job.everyStep ? Losses.named("mse") : new CategoricalCrossentropy(), adam)
                .withBatchSize(TrainingJob.BATCH)
                .withEpochs(1)
                .withShuffle(false)
                .withThreads(1);
        trainer = new Trainer(settings, Kernels.best(), InstantSource.system());
        set = job.set();
        start = job.weights();
    }

    @Override
    public String name() {
        return "Millrace";
    }

    @Override
    public void run() {
        trained = trainer.train(start, set, Optional.empty(), TrainingListener.NONE);
    }

    @Override
    public float[] answer() {
        return new float[] {(float) trained.report().epochs().get(0).loss()};
    }
}
