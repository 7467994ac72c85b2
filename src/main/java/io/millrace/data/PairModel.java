package io.millrace.data;

import io.millrace.network.SequenceModel;
import io.millrace.training.TrainingReport;

/** An encoder–decoder, what its numbers mean, and how it came about. */
public record PairModel(PairEncoding encoding, SequenceModel model, TrainingReport report) {}
