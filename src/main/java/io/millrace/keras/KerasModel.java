package io.millrace.keras;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Target;
import io.millrace.network.SequenceModel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model file holds. Immutable.
 *
 * @param network architecture and weights
 * @param encoding how points or tokens become the network's inputs; empty in a file that Millrace did not write
 * @param target what the outputs stand for; empty where that is the next point or token, or is not known
 * @param training optimizer, loss and metrics, where the model was compiled
 * @param optimizer what it remembers of the training so far; only {@code .keras} files take it along
 * @param version of the model; for a file that names none, the beginning of its SHA-256
 * @param provenance seed, data, scores, code version, …: what anyone should know of the model's origin, sorted
 * @param origin the file that it comes from
 */
public record KerasModel(
        SequenceModel network,
        Optional<Encoding> encoding,
        Optional<Target> target,
        Optional<TrainingConfig> training,
        Optional<OptimizerState> optimizer,
        String version,
        Map<String, String> provenance,
        FileOrigin origin) {
    public KerasModel {
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
        requireWidths(network, encoding, target);
        if (optimizer.isPresent()) {
            TrainingConfig compiled = training.orElseThrow(() ->
                    new IllegalArgumentException("optimizer state: expected of a compiled model, found no training"));
            OptimizerVariables.requireFit(
                    optimizer.get(), compiled, network.architecture().parameterCount());
        }
    }

    /** That wrote the file, or whose conventions it follows; empty for a model that was in no file yet. */
    public String kerasVersion() {
        return origin.kerasVersion();
    }

    /** What the file asks of a training and Millrace does not do, such as {@code lstm kernel_constraint}. */
    public List<String> untrained() {
        return LayerSettings.ofTraining(origin.layerSettings());
    }

    /** A model that was in no file yet. */
    public KerasModel(SequenceModel network, String version) {
        this(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                version,
                Map.of(),
                FileOrigin.NONE);
    }

    /** A decoder's own inputs are the target's, fed back. */
    private static void requireWidths(SequenceModel network, Optional<Encoding> encoding, Optional<Target> target) {
        boolean feedsBack = network.architecture().inputNodes().size() > 1;
        int fedBack = feedsBack ? target.map(Target::fedBack).orElse(0) : 0;
        encoding.ifPresent(of -> requireWidth("encoding inputs", of.inputs() + fedBack, network.inputs()));
        if (target.isPresent()) {
            if (!target.get().fits(network.outputs())) {
                requireWidth("target outputs", target.get().outputs(), network.outputs());
            }
        } else {
            encoding.ifPresent(of -> requireWidth("encoding outputs", of.outputs(), network.outputs()));
        }
    }

    private static void requireWidth(String what, int encoded, int found) {
        if (encoded != found) {
            throw new IllegalArgumentException(what + ": expected " + found + " as the network has, found " + encoded);
        }
    }

    /**
     * How points become the network's inputs: as they are, where the file says nothing.
     *
     * @param features names of a point's components, for a file that names none
     */
    public PointEncoding points(List<String> features) {
        Encoding found = encoding.orElseGet(() -> PointEncoding.unscaled(features));
        if (found instanceof PointEncoding points) {
            return points;
        }
        throw new IllegalArgumentException(
                "model: expected one of points with features " + features + ", found one of " + found.describe());
    }

    public KerasModel withEncoding(Encoding newEncoding) {
        return withEncoding(Optional.of(newEncoding), target);
    }

    /** For a network whose outputs are not the next of its inputs. */
    public KerasModel withEncoding(Encoding newEncoding, Target newTarget) {
        return withEncoding(Optional.of(newEncoding), Optional.of(newTarget));
    }

    /** Says what the outputs stand for; the inputs are what they were. */
    public KerasModel withTarget(Target newTarget) {
        return withEncoding(encoding, Optional.of(newTarget));
    }

    private KerasModel withEncoding(Optional<Encoding> newEncoding, Optional<Target> newTarget) {
        return new KerasModel(network, newEncoding, newTarget, training, optimizer, version, provenance, origin);
    }

    /** Compiled anew: an optimizer that remembers nothing. */
    public KerasModel withTraining(TrainingConfig newTraining) {
        return new KerasModel(
                network, encoding, target, Optional.of(newTraining), Optional.empty(), version, provenance, origin);
    }

    /** The same model after more training. */
    public KerasModel withTraining(SequenceModel trained, TrainingConfig newTraining, OptimizerState state) {
        return new KerasModel(
                trained, encoding, target, Optional.of(newTraining), Optional.of(state), version, provenance, origin);
    }

    public KerasModel withVersion(String newVersion) {
        return new KerasModel(network, encoding, target, training, optimizer, newVersion, provenance, origin);
    }

    public KerasModel withProvenance(Map<String, String> newProvenance) {
        return new KerasModel(network, encoding, target, training, optimizer, version, newProvenance, origin);
    }
}
