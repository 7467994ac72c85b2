package io.millrace.network;

import io.millrace.network.kernel.Activation;

/**
 * The probabilities that a network's output stands for: its softmax where the network ends in one, two for one sigmoid, and
 * otherwise the softmax of what it puts out (Keras' {@code from_logits}). The same bits on every machine. Immutable.
 */
public final class Distribution {
    private enum Form {
        PROBABILITIES,
        LOGITS
    }

    private final Form form;
    private final int outputs;

    private Distribution(Form form, int outputs) {
        this.form = form;
        this.outputs = outputs;
    }

    /** Of a network with one result. */
    public static Distribution of(SequenceModel network) {
        Architecture architecture = network.architecture().expanded();
        Activation last = lastActivation(architecture, architecture.results().get(0));
        Activation normal = network.outputs() == 1 ? Activation.SIGMOID : Activation.SOFTMAX;
        return new Distribution(last == normal ? Form.PROBABILITIES : Form.LOGITS, network.outputs());
    }

    /** Whether the network itself makes probabilities. */
    public static boolean isMadeBy(SequenceModel network) {
        return of(network).form != Form.LOGITS;
    }

    private static Activation lastActivation(Architecture architecture, Tensor result) {
        Layer layer = architecture.nodes().get(result.node()).layer();
        if (layer instanceof Layer.Dense dense) {
            return dense.activation();
        }
        if (layer instanceof PlainLayer.Activate activate) {
            return activate.activation();
        }
        boolean passes = layer instanceof PlainLayer.Dropout || layer instanceof PlainLayer.Unmask;
        return passes
                ? lastActivation(
                        architecture,
                        architecture.nodes().get(result.node()).inputs().get(0))
                : Activation.LINEAR;
    }

    /** How many there are to choose from. */
    public int size() {
        return Math.max(2, outputs);
    }

    /**
     * @param values that the network put out, from {@code at} on
     * @return [size]
     */
    public double[] read(float[] values, int at) {
        double[] read = new double[size()];
        for (int i = 0; i < outputs; i++) {
            read[i] = values[at + i];
        }
        if (outputs == 1) {
            double second = form == Form.LOGITS ? 1 / (1 + StrictMath.exp(-read[0])) : read[0];
            return new double[] {1 - second, second};
        }
        if (form == Form.LOGITS) {
            softmax(read);
        }
        return read;
    }

    private static void softmax(double[] logits) {
        double largest = logits[0];
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = StrictMath.exp(logits[i] - largest);
            sum += logits[i];
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= sum;
        }
    }
}
