package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import java.util.List;
import java.util.Set;

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

    /**
     * The part of the model that computes {@code results}, with its weights.
     *
     * @param given what the part's caller gives: each becomes an input, in the order of the nodes, or, where a recurrent layer
     *     starts from it, is left to whoever sets the stream's state; empty for the model's own inputs
     */
    public SequenceModel subgraph(List<Tensor> given, List<Tensor> results) {
        return Subgraph.of(this, Set.copyOf(given), results).model();
    }

    /** A stepper of this model for up to {@code capacity} streams at a time. */
    public Stepper stepper(Kernels kernels, int capacity) {
        return new Stepper(this, kernels, capacity);
    }
}
