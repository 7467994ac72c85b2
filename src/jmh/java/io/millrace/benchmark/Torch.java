package io.millrace.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.millrace.network.RecurrentLayer;

/** Keras' weights in PyTorch's order. */
final class Torch {
    private static final int[] GRU_ORDER = {1, 0, 2}; // r, z, n of Keras' z, r, h
    private static final int[] AS_KERAS = {};

    private Torch() {}

    /** Before anything of DJL is loaded: one thread. */
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }

    /** w_ih [gates·units, inputs], w_hh [gates·units, units], b_ih, b_hh; of a Dense layer the kernel and the bias. */
    static NDList weights(NDManager manager, LayerWeights layer) {
        int[] order = layer.layer() instanceof RecurrentLayer.Gru ? GRU_ORDER : AS_KERAS;
        int width = layer.gates() * layer.units();
        NDArray kernel = manager.create(layer.transposed(layer.kernel(), order), new Shape(width, layer.inputs()));
        float[] bias = new float[2 * width];
        System.arraycopy(layer.ordered(layer.bias(), order), 0, bias, 0, layer.bias().length);
        NDArray both = manager.create(bias, new Shape(2, width));
        if (!layer.isRecurrent()) {
            return new NDList(kernel, both.get(0));
        }
        NDArray recurrent =
                manager.create(layer.transposed(layer.recurrentKernel(), order), new Shape(width, layer.units()));
        return new NDList(kernel, recurrent, both.get(0), both.get(1));
    }
}
