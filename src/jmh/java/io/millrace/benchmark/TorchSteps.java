package io.millrace.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import java.util.ArrayList;
import java.util.List;

/** A time step with PyTorch's own recurrent layers, called through DJL. */
final class TorchSteps implements Contender {
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final List<LayerWeights> layers;
    private final List<NDList> weights = new ArrayList<>();
    private final NDArray input;
    private NDManager states; // of the last step's results
    private List<NDList> state = new ArrayList<>();
    private NDArray output;

    TorchSteps(SequenceModel model, int batch) {
        layers = LayerWeights.of(model);
        input = manager.create(Steps.inputs(batch, model.inputs()), new Shape(1, batch, model.inputs()));
        states = manager.newSubManager();
        for (LayerWeights layer : layers) {
            weights.add(Torch.weights(manager, layer));
            NDList zeros = new NDList();
            for (int part = 0;
                    layer.isRecurrent() && part < (layer.layer() instanceof RecurrentLayer.Lstm ? 2 : 1);
                    part++) {
                zeros.add(states.zeros(new Shape(1, batch, layer.units())));
            }
            state.add(zeros);
        }
    }

    @Override
    public String name() {
        return "PyTorch (DJL)";
    }

    @Override
    public void run() {
        NDManager next = manager.newSubManager();
        List<NDList> after = new ArrayList<>();
        NDArray x = input;
        for (int i = 0; i < layers.size(); i++) {
            NDList before = state.get(i);
            NDList result = step(layers.get(i), x, before, weights.get(i));
            result.attach(next);
            x = result.get(0);
            after.add(result.subNDList(1));
        }
        output = x;
        state = after;
        states.close();
        states = next;
    }

    private static NDList step(LayerWeights layer, NDArray x, NDList state, NDList weights) {
        var torch = x.getNDArrayInternal();
        return switch (layer.gates()) {
            case 4 -> torch.lstm(x, state, weights, true, 1, 0, false, false, false);
            case 3 -> torch.gru(x, state.get(0), weights, true, 1, 0, false, false, false);
            default ->
                layer.isRecurrent()
                        ? torch.rnn(x, state.get(0), weights, true, 1, RNN.Activation.TANH, 0, false, false, false)
                        : new NDList(torch.linear(x, weights.get(0), weights.get(1))
                                .get(0)
                                .softmax(-1));
        };
    }

    @Override
    public float[] answer() {
        return output.toFloatArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}
