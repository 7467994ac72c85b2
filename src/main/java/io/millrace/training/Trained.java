package io.millrace.training;

import io.millrace.network.Weights;

/** What comes out of a training. */
public record Trained(Weights weights, TrainingReport report) {}
