package io.millrace.stream;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.SequenceModel;

/** All that serving needs of a model: the network, how points become its inputs, and the name predictions bear. */
public record StreamModel(ModelVersion id, SequenceModel network, PointEncoding encoding) {
    public StreamModel {
        if (network.inputs() != encoding.inputs()) {
            throw new IllegalArgumentException("model " + id.name() + ": expected a network with " + encoding.inputs()
                    + " inputs for features " + encoding.features() + ", encoded " + encoding.kind() + ", found "
                    + network.inputs());
        }
    }

    /** Numbers of one point. */
    public int features() {
        return encoding.features().size();
    }
}
