package io.millrace.training.loss;

import io.millrace.network.kernel.Activation;
import java.util.Arrays;
import java.util.OptionalInt;

/** −ln p of the wanted class: a row's target is one float, the number of that class. */
public record SparseCategoricalCrossentropy() implements Loss {
    @Override
    public String kerasName() {
        return "sparse_categorical_crossentropy";
    }

    @Override
    public int targetWidth(int outputs) {
        return 1;
    }

    @Override
    public void requireFit(Activation activation) {
        Probability.requireActivation(kerasName(), activation, Activation.SOFTMAX);
    }

    @Override
    public void requireTargets(int outputs, float[] targets) {
        for (float target : targets) {
            if (target != (int) target || target < 0 || target >= outputs) {
                throw new IllegalArgumentException("targets: expected the number of a class, 0 to " + (outputs - 1)
                        + ", for " + kerasName() + ", found " + target);
            }
        }
    }

    @Override
    public OptionalInt wantedClass(float[] targets, int targetAt, int width) {
        return OptionalInt.of((int) targets[targetAt]);
    }

    @Override
    public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
        return -StrictMath.log(Probability.clip(outputs[at + (int) targets[targetAt]]));
    }

    @Override
    public void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        int wanted = at + (int) targets[targetAt];
        double p = row[wanted];
        Arrays.fill(row, at, at + width, 0f);
        row[wanted] = Probability.isInside(p) ? (float) (-scale / p) : 0f;
    }

    @Override
    public boolean fusesWith(Activation activation) {
        return activation == Activation.SOFTMAX;
    }

    @Override
    public void fusedGradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        row[at + (int) targets[targetAt]] -= 1;
        for (int j = 0; j < width; j++) {
            row[at + j] *= scale;
        }
    }
}
