package io.millrace.benchmark;

import io.millrace.network.SequenceModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** An LSTM and a Dense layer with DL4J's {@code rnnTimeStep}, the state of each stream set before and asked for afterwards. */
final class Dl4jRecordStep implements RecordStep {
    private static final int[] GATES = {2, 1, 3, 0}; // DL4J's order of Keras' i, f, c, o
    private static final String HIDDEN = "prevAct";
    private static final String CELL = "prevMem";

    private final MultiLayerNetwork network;

    Dl4jRecordStep(SequenceModel model) {
        List<LayerWeights> layers = LayerWeights.of(model);
        LayerWeights lstm = layers.get(0);
        LayerWeights dense = layers.get(1);
        network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder()
                        .nIn(lstm.inputs())
                        .nOut(lstm.units())
                        .activation(Activation.TANH)
                        .gateActivationFunction(Activation.SIGMOID)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(dense.inputs())
                        .nOut(dense.units())
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        int width = 4 * lstm.units();
        set("0_W", lstm.ordered(lstm.kernel(), GATES), lstm.inputs(), width);
        set("0_RW", lstm.ordered(lstm.recurrentKernel(), GATES), lstm.units(), width);
        set("0_b", lstm.ordered(lstm.bias(), GATES), 1, width);
        set("1_W", dense.kernel(), dense.inputs(), dense.units());
        set("1_b", dense.bias(), 1, dense.units());
    }

    private void set(String name, float[] values, long... shape) {
        network.setParam(name, Nd4j.create(values, shape, 'c'));
    }

    @Override
    public void step(float[] x, float[] state, float[] y) {
        int units = state.length / 2;
        float[] h = java.util.Arrays.copyOfRange(state, 0, units);
        float[] c = java.util.Arrays.copyOfRange(state, units, 2 * units);
        Map<String, INDArray> before = new HashMap<>();
        before.put(HIDDEN, Nd4j.create(h, new long[] {1, units}, 'f'));
        before.put(CELL, Nd4j.create(c, new long[] {1, units}, 'f'));
        network.rnnSetPreviousState(0, before);
        INDArray output = network.rnnTimeStep(Nd4j.create(x, new long[] {1, x.length}, 'c'));
        copy(output, y, 0);
        Map<String, INDArray> after = network.rnnGetPreviousState(0);
        copy(after.get(HIDDEN), state, 0);
        copy(after.get(CELL), state, units);
    }

    private static void copy(INDArray from, float[] to, int at) {
        float[] values = from.dup('c').data().asFloat();
        System.arraycopy(values, 0, to, at, values.length);
    }
}
