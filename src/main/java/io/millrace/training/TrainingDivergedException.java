package io.millrace.training;

/** The loss or the weights became infinite or NaN. */
public final class TrainingDivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    TrainingDivergedException(String what, double found, int epoch, int update) {
        super(what + ": expected a finite number, found " + found + " at epoch " + epoch + ", update " + update
                + "; lower the learning rate or clip the gradient");
    }
}
