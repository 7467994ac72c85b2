package io.millrace.training.optimizer;

import java.util.List;

/** Counts the updates and looks up the learning rate of each. */
abstract class CountedState implements Optimizer.State {
    private final LearningRate learningRate;
    private final List<float[]> slots;
    private long steps;
    private double rateScale = 1;

    CountedState(LearningRate learningRate, List<float[]> slots) {
        this.learningRate = learningRate;
        this.slots = List.copyOf(slots);
    }

    @Override
    public final void update(float[] weights, float[] gradient) {
        double rate = rateScale * learningRate.at(steps);
        steps++;
        update(weights, gradient, rate, steps);
    }

    /** @param step of this update, from 1 */
    abstract void update(float[] weights, float[] gradient, double rate, long step);

    @Override
    public final long steps() {
        return steps;
    }

    @Override
    public final double rateScale() {
        return rateScale;
    }

    @Override
    public final void scaleRate(double scale) {
        rateScale = scale;
    }

    @Override
    public final void restore(long steps, List<float[]> remembered) {
        if (remembered.size() != slots.size()) {
            throw new IllegalArgumentException(
                    "optimizer state: expected " + slots.size() + " arrays, found " + remembered.size());
        }
        for (int i = 0; i < slots.size(); i++) {
            if (remembered.get(i).length != slots.get(i).length) {
                throw new IllegalArgumentException("optimizer state: expected arrays of " + slots.get(i).length
                        + " floats, found " + remembered.get(i).length);
            }
            System.arraycopy(remembered.get(i), 0, slots.get(i), 0, slots.get(i).length);
        }
        this.steps = steps;
    }

    @Override
    public final List<float[]> slots() {
        return slots;
    }
}
