package io.millrace.data;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.Architecture;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.InitialWeights;
import io.millrace.training.Trained;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import java.time.InstantSource;
import java.util.Optional;

/** Trains a network to predict the next point of recorded streams. The same streams and recipe give the same bits. */
public final class TrajectoryTraining {
    private final TrajectoryRecipe recipe;
    private final Kernels kernels;
    private final InstantSource clock;

    public TrajectoryTraining(TrajectoryRecipe recipe, Kernels kernels, InstantSource clock) {
        this.recipe = recipe;
        this.kernels = kernels;
        this.clock = clock;
    }

    /**
     * From fresh weights, with a scaling fitted on the streams.
     *
     * @param validation followed by the report alone; empty for none
     */
    public TrajectoryModel train(Trajectories training, Optional<Trajectories> validation, TrainingListener listener) {
        PointEncoding encoding = ScalingFit.fit(recipe.encode(), recipe.interval(), training);
        Architecture architecture = new Architecture(encoding.inputs(), recipe.layers());
        Weights start = InitialWeights.of(architecture, recipe.seed());
        return train(encoding, start, training, validation, listener);
    }

    /** On from a model's weights, with its layers and scaling in place of the recipe's. */
    public TrajectoryModel retrain(
            PointEncoding encoding,
            SequenceModel model,
            Trajectories training,
            Optional<Trajectories> validation,
            TrainingListener listener) {
        return train(encoding, model.weights(), training, validation, listener);
    }

    private TrajectoryModel train(
            PointEncoding encoding,
            Weights start,
            Trajectories training,
            Optional<Trajectories> validation,
            TrainingListener listener) {
        TrainingSet set = windows(training, encoding);
        Optional<TrainingSet> others = validation.map(streams -> windows(streams, encoding));
        Trained trained = new Trainer(recipe.settings(set.shape()), kernels, clock).train(start, set, others, listener);
        return new TrajectoryModel(encoding, new SequenceModel(trained.weights()), trained.report());
    }

    private TrainingSet windows(Trajectories streams, PointEncoding encoding) {
        return SequenceDataset.nextPoints(streams, encoding, recipe.windows()).toTrainingSet();
    }
}
