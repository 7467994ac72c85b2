package io.millrace.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A time step with ONNX Runtime: its own LSTM, GRU and RNN operators over a sequence of one step, states handed from call to call
 * in tensors that stay where they are, so that nothing is copied or allocated for them.
 */
final class OnnxSteps implements Contender {
    private static final int[] LSTM_ORDER = {0, 3, 1, 2}; // i, o, f, c of Keras' i, f, c, o
    private static final int[] AS_KERAS = {};

    private final OrtSession session;
    private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>(); // of even and of odd steps
    private final List<Map<String, OnnxTensor>> outputs = new ArrayList<>();
    private final FloatBuffer[] results = new FloatBuffer[2];
    private final int size;
    private int turn;

    OnnxSteps(SequenceModel model, int batch) throws OrtException {
        List<LayerWeights> layers = LayerWeights.of(model);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        session = environment.createSession(file(layers, batch), options);
        size = batch * model.outputs();
        FloatBuffer x = floats(batch * model.inputs()).put(Steps.inputs(batch, model.inputs()));
        OnnxTensor input = OnnxTensor.createTensor(environment, x.rewind(), new long[] {1, batch, model.inputs()});
        List<Map<String, OnnxTensor>> states = List.of(new HashMap<>(), new HashMap<>());
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < layers.size(); i++) {
                LayerWeights layer = layers.get(i);
                FloatBuffer h = floats(batch * layer.units());
                results[side] = h;
                if (!layer.isRecurrent()) {
                    long[] shape = {batch, layer.units()};
                    states.get(side).put("y", OnnxTensor.createTensor(environment, h, shape));
                    continue;
                }
                long[] shape = {1, batch, layer.units()};
                states.get(side).put("h" + i, OnnxTensor.createTensor(environment, h, shape));
                if (layer.layer() instanceof RecurrentLayer.Lstm) {
                    FloatBuffer c = floats(batch * layer.units());
                    states.get(side).put("c" + i, OnnxTensor.createTensor(environment, c, shape));
                }
            }
        }
        for (int side = 0; side < 2; side++) {
            Map<String, OnnxTensor> in = new HashMap<>(Map.of("x", input));
            states.get(side).forEach((name, tensor) -> {
                if (!name.equals("y")) {
                    in.put(name, tensor);
                }
            });
            inputs.add(in);
            Map<String, OnnxTensor> out = new HashMap<>();
            states.get(1 - side).forEach((name, tensor) -> out.put(name.equals("y") ? name : name + "'", tensor));
            outputs.add(out);
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(4 * count)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static byte[] file(List<LayerWeights> layers, int batch) {
        OnnxFile file = new OnnxFile().input("x", 1, batch, layers.get(0).inputs());
        String in = "x";
        for (int i = 0; i < layers.size(); i++) {
            LayerWeights layer = layers.get(i);
            if (layer.isRecurrent()) {
                recurrent(file, layer, i, in, batch);
                in = "h" + i + "'";
            } else {
                file.constant("axis", 0)
                        .constant("W" + i, layer.kernel(), layer.inputs(), layer.units())
                        .constant("B" + i, layer.bias(), layer.units())
                        .node("Squeeze", List.of(in, "axis"), List.of("last"))
                        .node("Gemm", List.of("last", "W" + i, "B" + i), List.of("sums"))
                        .node("Softmax", List.of("sums"), List.of("y"), "axis", 1)
                        .output("y", batch, layer.units());
            }
        }
        return file.toBytes();
    }

    private static void recurrent(OnnxFile file, LayerWeights layer, int i, String in, int batch) {
        int width = layer.gates() * layer.units();
        int[] order = layer.gates() == 4 ? LSTM_ORDER : AS_KERAS;
        float[] bias = new float[2 * width]; // of x, then of h
        System.arraycopy(layer.ordered(layer.bias(), order), 0, bias, 0, layer.bias().length);
        file.constant("W" + i, layer.transposed(layer.kernel(), order), 1, width, layer.inputs())
                .constant("R" + i, layer.transposed(layer.recurrentKernel(), order), 1, width, layer.units())
                .constant("B" + i, bias, 1, 2L * width)
                .input("h" + i, 1, batch, layer.units())
                .output("h" + i + "'", 1, batch, layer.units());
        List<String> inputs = List.of(in, "W" + i, "R" + i, "B" + i, "", "h" + i);
        List<String> outputs = List.of("", "h" + i + "'");
        switch (layer.gates()) {
            case 4 -> {
                file.input("c" + i, 1, batch, layer.units()).output("c" + i + "'", 1, batch, layer.units());
                List<String> all = new ArrayList<>(inputs);
                all.add("c" + i);
                file.node("LSTM", all, List.of("", "h" + i + "'", "c" + i + "'"), "hidden_size", layer.units());
            }
            case 3 -> file.node("GRU", inputs, outputs, "hidden_size", layer.units(), "linear_before_reset", 1);
            default -> file.node("RNN", inputs, outputs, "hidden_size", layer.units());
        }
    }

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public void run() {
        try (OrtSession.Result result = session.run(inputs.get(turn), outputs.get(turn))) {
            turn = 1 - turn;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] answer() {
        float[] answer = new float[size];
        results[turn].duplicate().rewind().get(answer);
        return answer;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
