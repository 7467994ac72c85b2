package io.millrace.keras;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.SequenceModel;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model file holds. Immutable.
 *
 * @param network architecture and weights
 * @param encoding how points become the network's inputs; empty in a file that Millrace did not write
 * @param training optimizer, loss and metrics, where the model was compiled
 * @param optimizer what it remembers of the training so far; only {@code .keras} files take it along
 * @param version of the model; for a file that names none, the beginning of its SHA-256
 * @param provenance seed, data, scores, code version, …: what anyone should know of the model's origin, sorted
 * @param kerasVersion that wrote the file, or whose conventions it follows; empty for a model that was in no file yet
 */
public record KerasModel(
        SequenceModel network,
        Optional<PointEncoding> encoding,
        Optional<TrainingConfig> training,
        Optional<OptimizerState> optimizer,
        String version,
        Map<String, String> provenance,
        String kerasVersion) {
    public KerasModel {
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
        if (encoding.isPresent()) {
            requireWidth("inputs", encoding.get().inputs(), network.inputs());
            requireWidth("outputs", encoding.get().outputs(), network.outputs());
        }
        if (optimizer.isPresent()) {
            TrainingConfig compiled = training.orElseThrow(() ->
                    new IllegalArgumentException("optimizer state: expected of a compiled model, found no training"));
            OptimizerVariables.requireFit(
                    optimizer.get(), compiled, network.architecture().parameterCount());
        }
    }

    /** A model that was in no file yet. */
    public KerasModel(SequenceModel network, String version) {
        this(network, Optional.empty(), Optional.empty(), Optional.empty(), version, Map.of(), "");
    }

    private static void requireWidth(String what, int encoded, int found) {
        if (encoded != found) {
            throw new IllegalArgumentException(
                    "encoding " + what + ": expected " + found + " as the network has, found " + encoded);
        }
    }

    public KerasModel withEncoding(PointEncoding newEncoding) {
        return new KerasModel(
                network, Optional.of(newEncoding), training, optimizer, version, provenance, kerasVersion);
    }

    /** Compiled anew: an optimizer that remembers nothing. */
    public KerasModel withTraining(TrainingConfig newTraining) {
        return new KerasModel(
                network, encoding, Optional.of(newTraining), Optional.empty(), version, provenance, kerasVersion);
    }

    /** The same model after more training. */
    public KerasModel withTraining(SequenceModel trained, TrainingConfig newTraining, OptimizerState state) {
        return new KerasModel(
                trained, encoding, Optional.of(newTraining), Optional.of(state), version, provenance, kerasVersion);
    }

    public KerasModel withVersion(String newVersion) {
        return new KerasModel(network, encoding, training, optimizer, newVersion, provenance, kerasVersion);
    }

    public KerasModel withProvenance(Map<String, String> newProvenance) {
        return new KerasModel(network, encoding, training, optimizer, version, newProvenance, kerasVersion);
    }
}
