package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.Target;
import io.millrace.network.SequenceModel;
import java.util.Optional;

/**
 * All that serving needs of a model: the name predictions bear, the network, how points or tokens become its inputs, and
 * what its outputs stand for where that is not the next of them.
 */
public record StreamModel(ModelVersion id, SequenceModel network, Encoding encoding, Optional<Target> target) {
    public StreamModel(ModelVersion id, SequenceModel network, Encoding encoding) {
        this(id, network, encoding, Optional.empty());
    }

    public StreamModel withTarget(Target other) {
        return new StreamModel(id, network, encoding, Optional.of(other));
    }
}
