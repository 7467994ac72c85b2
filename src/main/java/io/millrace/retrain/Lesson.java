package io.millrace.retrain;

import io.millrace.data.Trajectories;
import io.millrace.training.TrainingListener;
import java.util.Optional;

/** What a model learns of sequences, and how far off it then is. Immutable; the same data give the same bits. */
public interface Lesson {
    /** What can be learned from of these sequences: without those too short, the endless ones cut where that does no harm. */
    Trajectories examples(Trajectories sequences);

    /** Bytes that one point of an example takes in training, about. */
    long bytesPerPoint(int features);

    /**
     * Errors: a loss that is no longer finite; an IllegalArgumentException for data that teach nothing.
     *
     * @param champion that the new model begins with; without one it begins from scratch
     * @param validation for early stopping
     */
    Contender train(
            Optional<Contender> champion,
            String version,
            Trajectories training,
            Trajectories validation,
            TrainingListener listener);

    /** Each example's mean error, as when it is served. */
    double[] errors(Contender contender, Trajectories unseen);

    /** The same of the plain predictor that every model has to beat. */
    double[] baselineErrors(Trajectories training, Trajectories unseen);

    /** Name of that predictor. */
    String baseline();

    /** What of these sequences cannot be learned, and why; empty: nothing worth a word. */
    default Optional<String> remark(Trajectories sequences) {
        return Optional.empty();
    }
}
