package io.millrace.cli;

import io.millrace.keras.KerasModel;
import java.io.IOException;

/** One kind of data that {@code evaluate} judges a model on: its options, and what it prints. */
interface DataEvaluation {
    /**
     * Tables of the model beside its baselines.
     *
     * @param name of the model
     */
    String evaluate(String name, KerasModel file) throws IOException;
}
