package io.millrace.retrain;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.SequenceModel;

/** A network that predicts next points and what its numbers mean. */
public record Contender(String version, SequenceModel model, PointEncoding encoding) {}
