package io.millrace.training;

import java.util.Map;
import java.util.Optional;

/**
 * What one epoch came to.
 *
 * @param epoch from 1
 * @param loss mean over the epoch's rows, each under the weights of its own update, as Keras reports it
 * @param metrics by name, the same
 * @param validation under the epoch's last weights, where there is a validation set
 * @param learningRate of the epoch's last update
 */
public record EpochReport(
        int epoch,
        double loss,
        Map<String, Double> metrics,
        Optional<Evaluation> validation,
        double learningRate,
        double seconds) {
    /** The loss by which epochs are compared. */
    public double comparedLoss() {
        return validation.map(Evaluation::loss).orElse(loss);
    }
}
