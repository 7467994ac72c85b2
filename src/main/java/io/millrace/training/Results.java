package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Tensor;
import io.millrace.network.kernel.Activation;
import io.millrace.training.loss.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A model's results, what each is compared with, and where the loss' gradient skips the last activation. */
final class Results {
    private final List<OutputLoss> losses = new ArrayList<>();
    private final List<String> layers = new ArrayList<>();
    private final List<Activation> activations = new ArrayList<>();
    private final List<Metric> metrics;
    private final Set<Tensor> fused = new HashSet<>();

    Results(Architecture architecture, TrainingSettings settings) {
        metrics = settings.metrics();
        int count = architecture.results().size();
        if (!settings.outputs().isEmpty() && settings.outputs().size() != count) {
            throw new IllegalArgumentException("losses: expected one of each of the " + count + " results, found "
                    + settings.outputs().size());
        }
        Architecture expanded = architecture.expanded();
        for (int result = 0; result < count; result++) {
            losses.add(
                    settings.outputs().isEmpty()
                            ? new OutputLoss(settings.loss())
                            : settings.outputs().get(result));
            Tensor named = architecture.results().get(result);
            layers.add(architecture.nodes().get(named.node()).layer().name());
            Tensor tensor = expanded.results().get(result);
            Activation activation =
                    activation(expanded.nodes().get(tensor.node()).layer());
            activations.add(activation);
            if (losses.get(result).loss().fusesWith(activation) && isReadOnce(expanded, tensor)) {
                fused.add(tensor);
            }
        }
    }

    /** The function that the outputs come from; an LSTM's are products of two, a GRU's mixtures, so call them linear. */
    private static Activation activation(Layer layer) {
        if (layer instanceof Layer.Dense dense) {
            return dense.activation();
        }
        if (layer instanceof PlainLayer.Activate activate) {
            return activate.activation();
        }
        return layer instanceof RecurrentLayer.SimpleRnn simple ? simple.activation() : Activation.LINEAR;
    }

    /** By the loss alone, from a layer whose activation is its last act on each float. */
    private static boolean isReadOnce(Architecture expanded, Tensor tensor) {
        Layer layer = expanded.nodes().get(tensor.node()).layer();
        int readers = 0;
        for (Node node : expanded.nodes()) {
            readers += node.inputs().contains(tensor) || node.states().contains(tensor) ? 1 : 0;
        }
        readers += (int) expanded.results().stream().filter(tensor::equals).count();
        return readers == 1 && (layer instanceof Layer.Dense || layer instanceof PlainLayer.Activate);
    }

    int count() {
        return losses.size();
    }

    OutputLoss loss(int result) {
        return losses.get(result);
    }

    Activation activation(int result) {
        return activations.get(result);
    }

    List<Metric> metrics() {
        return metrics;
    }

    /** Results of the expanded graph whose errors are with respect to the argument of the last activation. */
    Set<Tensor> fused() {
        return fused;
    }

    /** Before a metric's name: the layer's, where there are several results. */
    String prefix(int result) {
        return count() == 1 ? "" : layers.get(result) + "_";
    }
}
