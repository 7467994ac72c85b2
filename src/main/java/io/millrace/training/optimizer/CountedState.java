package io.millrace.training.optimizer;

import java.util.List;

/** Counts the updates and looks up the learning rate of each. */
abstract class CountedState implements Optimizer.State {
    private final LearningRate learningRate;
    private final List<float[]> slots;
    private long steps;

    CountedState(LearningRate learningRate, List<float[]> slots) {
        this.learningRate = learningRate;
        this.slots = List.copyOf(slots);
    }

    @Override
    public final void update(float[] weights, float[] gradient) {
        double rate = learningRate.at(steps);
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
    public final List<float[]> slots() {
        return slots;
    }
}
