package io.millrace.training.optimizer;

import java.util.List;

/** How gradients change weights: immutable numbers, from which each training starts a state of its own. */
public interface Optimizer {
    /** As Keras names the class. */
    String kerasName();

    LearningRate learningRate();

    /** A fresh state for so many weights. */
    State start(int weights);

    /** What an optimizer remembers between updates. Belongs to one training. */
    interface State {
        /** Changes the weights. Both arrays have the length the state was started for; the gradient is only read. */
        void update(float[] weights, float[] gradient);

        /** Number of updates made. */
        long steps();

        /** What every learning rate is multiplied by; 1 at first. */
        double rateScale();

        void scaleRate(double scale);

        /** Goes on from what another state of the same optimizer had come to. */
        void restore(long steps, List<float[]> slots);

        /** The arrays that it remembers, in Keras' order, each as long as the weights. */
        List<float[]> slots();
    }
}
