package io.millrace.training;

import io.millrace.training.loss.Loss;

/**
 * The loss of one of a model's results, and how much it counts beside the others: Keras' loss_weights.
 */
public record OutputLoss(Loss loss, double weight) {
    public OutputLoss {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("loss weight: expected a number of at least 0, found " + weight);
        }
    }

    public OutputLoss(Loss loss) {
        this(loss, 1);
    }
}
