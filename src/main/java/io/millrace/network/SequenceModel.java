package io.millrace.network;

import io.millrace.network.kernel.Kernels;

/** A recurrent network that is ready to step: architecture and weights. Immutable; shared by any number of threads. */
public record SequenceModel(Architecture architecture, Weights weights) {
    public SequenceModel {
        if (!weights.architecture().equals(architecture)) {
            throw new IllegalArgumentException("weights: expected those of this architecture, found another's");
        }
    }

    public SequenceModel(Weights weights) {
        this(weights.architecture(), weights);
    }

    public int inputs() {
        return architecture.inputs();
    }

    public int outputs() {
        return architecture.outputs();
    }

    /** Floats of one stream's state. */
    public int stateSize() {
        return architecture.stateSize();
    }

    /** A stepper of this model for up to {@code capacity} streams at a time. */
    public Stepper stepper(Kernels kernels, int capacity) {
        return new Stepper(this, kernels, capacity);
    }
}
