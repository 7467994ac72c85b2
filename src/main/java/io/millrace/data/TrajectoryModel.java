package io.millrace.data;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.SequenceModel;
import io.millrace.training.TrainingReport;

/** A network that predicts next points, what its numbers mean, and how it came about. */
public record TrajectoryModel(PointEncoding encoding, SequenceModel model, TrainingReport report) {}
