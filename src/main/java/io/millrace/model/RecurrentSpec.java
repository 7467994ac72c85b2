package io.millrace.model;

import io.millrace.network.Penalties;
import io.millrace.network.Penalties.Penalty;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.training.Initializer;

/** Keras' {@code SimpleRNN}, {@code LSTM} and {@code GRU}, with their arguments. */
public final class RecurrentSpec extends LayerSpec {
    private final int units;
    private final Cell cell;
    private Activation activation = Activation.TANH;
    private Activation recurrentActivation = Activation.SIGMOID;
    private boolean useBias = true;
    private boolean resetAfter = true;
    private Recurrence recurrence = Recurrence.LAST;
    private Penalties penalties = Penalties.NONE;

    /** How a cell is made of what the spec says. */
    @FunctionalInterface
    interface Cell {
        RecurrentLayer make(RecurrentSpec spec, String name);
    }

    RecurrentSpec(String kind, int units, Cell cell) {
        super(kind, null);
        this.units = units;
        this.cell = cell;
    }

    static RecurrentSpec simpleRnn(int units) {
        return new RecurrentSpec(
                "simple_rnn",
                units,
                (spec, name) -> new RecurrentLayer.SimpleRnn(
                        name, spec.units, spec.activation, spec.useBias, spec.recurrence, spec.penalties));
    }

    static RecurrentSpec lstm(int units) {
        return new RecurrentSpec(
                "lstm",
                units,
                (spec, name) -> new RecurrentLayer.Lstm(
                        name,
                        spec.units,
                        spec.activation,
                        spec.recurrentActivation,
                        spec.useBias,
                        spec.recurrence,
                        spec.penalties));
    }

    static RecurrentSpec gru(int units) {
        return new RecurrentSpec(
                "gru",
                units,
                (spec, name) -> new RecurrentLayer.Gru(
                        name,
                        spec.units,
                        spec.activation,
                        spec.recurrentActivation,
                        spec.useBias,
                        spec.resetAfter,
                        spec.recurrence,
                        spec.penalties));
    }

    @Override
    public RecurrentSpec name(String given) {
        super.name(given);
        return this;
    }

    public RecurrentSpec activation(Activation function) {
        activation = function;
        return this;
    }

    /** Of the gates; a SimpleRNN has none. */
    public RecurrentSpec recurrentActivation(Activation function) {
        recurrentActivation = function;
        return this;
    }

    public RecurrentSpec useBias(boolean value) {
        useBias = value;
        return this;
    }

    /** Of a GRU: whether the reset gate acts after the matrix product. */
    public RecurrentSpec resetAfter(boolean value) {
        resetAfter = value;
        return this;
    }

    /** Every step's output goes on, not the last one's alone. */
    public RecurrentSpec returnSequences() {
        recurrence = recurrence.withReturnSequences(true);
        return this;
    }

    /** The last state is an output too. */
    public RecurrentSpec returnState() {
        recurrence = recurrence.withReturnState(true);
        return this;
    }

    public RecurrentSpec goBackwards() {
        recurrence = recurrence.withGoBackwards(true);
        return this;
    }

    public RecurrentSpec stateful() {
        recurrence = recurrence.withStateful(true);
        return this;
    }

    /** Share of the inputs that training leaves out, the same ones at every step. */
    public RecurrentSpec dropout(double rate) {
        recurrence = recurrence.withDropout(rate, recurrence.recurrentDropout());
        return this;
    }

    public RecurrentSpec recurrentDropout(double rate) {
        recurrence = recurrence.withDropout(recurrence.dropout(), rate);
        return this;
    }

    public RecurrentSpec kernelInitializer(Initializer initializer) {
        initializers().put("kernel", initializer);
        return this;
    }

    public RecurrentSpec recurrentInitializer(Initializer initializer) {
        initializers().put("recurrent_kernel", initializer);
        return this;
    }

    /** An LSTM's forget gate begins like the others: Keras' {@code unit_forget_bias=False} where it is {@code ZEROS}. */
    public RecurrentSpec biasInitializer(Initializer initializer) {
        initializers().put("bias", initializer);
        return this;
    }

    public RecurrentSpec kernelRegularizer(Penalty penalty) {
        penalties = new Penalties(penalty, penalties.recurrentKernel(), penalties.bias());
        return this;
    }

    public RecurrentSpec recurrentRegularizer(Penalty penalty) {
        penalties = new Penalties(penalties.kernel(), penalty, penalties.bias());
        return this;
    }

    public RecurrentSpec biasRegularizer(Penalty penalty) {
        penalties = new Penalties(penalties.kernel(), penalties.recurrentKernel(), penalty);
        return this;
    }

    @Override
    RecurrentLayer layer(String layerName) {
        return cell.make(this, layerName);
    }
}
