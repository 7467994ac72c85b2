package io.millrace.benchmark;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A time step with DL4J's {@code rnnTimeStep}. DL4J has no GRU. */
final class Dl4jSteps implements Contender {
    private static final int[] LSTM_ORDER = {2, 1, 3, 0}; // DL4J's order of Keras' i, f, c, o

    private final MultiLayerNetwork network;
    private final INDArray input;
    private INDArray output;

    Dl4jSteps(SequenceModel model, int batch) {
        List<LayerWeights> layers = LayerWeights.of(model);
        var list = new NeuralNetConfiguration.Builder().list();
        for (LayerWeights layer : layers) {
            list.layer(
                    layer.layer() instanceof RecurrentLayer.Lstm
                            ? new LSTM.Builder()
                                    .nIn(layer.inputs())
                                    .nOut(layer.units())
                                    .activation(Activation.TANH)
                                    .gateActivationFunction(Activation.SIGMOID)
                                    .build()
                            : layer.isRecurrent()
                                    ? new SimpleRnn.Builder()
                                            .nIn(layer.inputs())
                                            .nOut(layer.units())
                                            .activation(Activation.TANH)
                                            .build()
                                    : new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                                            .nIn(layer.inputs())
                                            .nOut(layer.units())
                                            .activation(Activation.SOFTMAX)
                                            .build());
        }
        network = new MultiLayerNetwork(list.build());
        network.init();
        for (int i = 0; i < layers.size(); i++) {
            set(network, i, layers.get(i));
        }
        input = Nd4j.create(Steps.inputs(batch, model.inputs()), new long[] {batch, model.inputs()}, 'c');
    }

    static boolean has(SequenceModel model) {
        return model.architecture().layers().stream().noneMatch(RecurrentLayer.Gru.class::isInstance);
    }

    /** Gives DL4J's layer the weights. */
    static void set(MultiLayerNetwork network, int place, LayerWeights layer) {
        int[] order = layer.gates() == 4 ? LSTM_ORDER : new int[0];
        int width = layer.gates() * layer.units();
        set(network, place + "_W", layer.ordered(layer.kernel(), order), layer.inputs(), width);
        set(network, place + "_b", layer.ordered(layer.bias(), order), 1, width);
        if (layer.isRecurrent()) {
            set(network, place + "_RW", layer.ordered(layer.recurrentKernel(), order), layer.units(), width);
        }
    }

    private static void set(MultiLayerNetwork network, String name, float[] values, long... shape) {
        network.setParam(name, Nd4j.create(values, shape, 'c'));
    }

    @Override
    public String name() {
        return "DL4J";
    }

    @Override
    public void run() {
        output = network.rnnTimeStep(input);
    }

    @Override
    public float[] answer() {
        return output.dup('c').data().asFloat();
    }
}
