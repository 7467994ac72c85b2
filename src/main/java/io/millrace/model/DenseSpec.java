package io.millrace.model;

import io.millrace.network.Layer;
import io.millrace.network.Penalties;
import io.millrace.network.Penalties.Penalty;
import io.millrace.network.kernel.Activation;
import io.millrace.training.Initializer;

/** Keras' {@code Dense}, with its arguments. */
public final class DenseSpec extends LayerSpec {
    private final int units;
    private Activation activation = Activation.LINEAR;
    private boolean useBias = true;
    private Penalties penalties = Penalties.NONE;

    DenseSpec(int units) {
        super("dense", null);
        this.units = units;
    }

    @Override
    public DenseSpec name(String given) {
        super.name(given);
        return this;
    }

    public DenseSpec activation(Activation function) {
        activation = function;
        return this;
    }

    public DenseSpec useBias(boolean value) {
        useBias = value;
        return this;
    }

    public DenseSpec kernelInitializer(Initializer initializer) {
        initializers().put("kernel", initializer);
        return this;
    }

    public DenseSpec biasInitializer(Initializer initializer) {
        initializers().put("bias", initializer);
        return this;
    }

    public DenseSpec kernelRegularizer(Penalty penalty) {
        penalties = new Penalties(penalty, penalties.recurrentKernel(), penalties.bias());
        return this;
    }

    public DenseSpec biasRegularizer(Penalty penalty) {
        penalties = new Penalties(penalties.kernel(), penalties.recurrentKernel(), penalty);
        return this;
    }

    @Override
    Layer layer(String layerName) {
        return new Layer.Dense(layerName, units, activation, useBias, penalties);
    }
}
