package io.millrace.retrain;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Target;
import io.millrace.network.SequenceModel;
import java.util.Optional;

/** A network, what its inputs mean, and what its outputs mean where that is not the next of them. */
public record Contender(String version, SequenceModel model, Encoding encoding, Optional<Target> target) {
    /** Of next points or tokens. */
    public Contender(String version, SequenceModel model, Encoding encoding) {
        this(version, model, encoding, Optional.empty());
    }

    PointEncoding points() {
        return (PointEncoding) encoding;
    }
}
