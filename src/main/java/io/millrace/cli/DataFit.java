package io.millrace.cli;

import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;

/** One kind of data that {@code train} learns from: its options, and how they become a model. */
interface DataFit {
    /** Trains and writes the model. */
    TrainingReport fit(Learning learning, Path out) throws IOException;
}
