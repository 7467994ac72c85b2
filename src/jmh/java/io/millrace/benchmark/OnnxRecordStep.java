package io.millrace.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.network.SequenceModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** An LSTM and a Dense layer with ONNX Runtime, in tensors that stay where they are. */
final class OnnxRecordStep implements RecordStep {
    private static final int[] GATES = {0, 3, 1, 2}; // i, o, f, c of Keras' i, f, c, o

    private final OrtSession session;
    private final FloatBuffer x;
    private final FloatBuffer h;
    private final FloatBuffer c;
    private final FloatBuffer nextH;
    private final FloatBuffer nextC;
    private final FloatBuffer y;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    OnnxRecordStep(SequenceModel model) {
        List<LayerWeights> layers = LayerWeights.of(model);
        int units = layers.get(0).units();
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(file(layers.get(0), layers.get(1)), options);
            x = floats(model.inputs());
            h = floats(units);
            c = floats(units);
            nextH = floats(units);
            nextC = floats(units);
            y = floats(model.outputs());
            long[] state = {1, 1, units};
            inputs = Map.of(
                    "x", OnnxTensor.createTensor(environment, x, new long[] {1, 1, model.inputs()}),
                    "h", OnnxTensor.createTensor(environment, h, state),
                    "c", OnnxTensor.createTensor(environment, c, state));
            outputs = Map.of(
                    "h'", OnnxTensor.createTensor(environment, nextH, state),
                    "c'", OnnxTensor.createTensor(environment, nextC, state),
                    "y", OnnxTensor.createTensor(environment, y, new long[] {1, model.outputs()}));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(4 * count)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static byte[] file(LayerWeights lstm, LayerWeights dense) {
        int width = 4 * lstm.units();
        float[] bias = new float[2 * width]; // of x, then of h
        System.arraycopy(lstm.ordered(lstm.bias(), GATES), 0, bias, 0, width);
        return new OnnxFile()
                .input("x", 1, 1, lstm.inputs())
                .input("h", 1, 1, lstm.units())
                .input("c", 1, 1, lstm.units())
                .constant("W", lstm.transposed(lstm.kernel(), GATES), 1, width, lstm.inputs())
                .constant("R", lstm.transposed(lstm.recurrentKernel(), GATES), 1, width, lstm.units())
                .constant("B", bias, 1, 2L * width)
                .node(
                        "LSTM",
                        List.of("x", "W", "R", "B", "", "h", "c"),
                        List.of("", "h'", "c'"),
                        "hidden_size",
                        lstm.units())
                .constant("axis", 0)
                .constant("K", dense.kernel(), dense.inputs(), dense.units())
                .constant("D", dense.bias(), dense.units())
                .node("Squeeze", List.of("h'", "axis"), List.of("last"))
                .node("Gemm", List.of("last", "K", "D"), List.of("y"))
                .output("h'", 1, 1, lstm.units())
                .output("c'", 1, 1, lstm.units())
                .output("y", 1, dense.units())
                .toBytes();
    }

    @Override
    public void step(float[] input, float[] state, float[] output) {
        int units = state.length / 2;
        x.clear().put(input);
        h.clear().put(state, 0, units);
        c.clear().put(state, units, units);
        try (OrtSession.Result result = session.run(inputs, outputs)) {
            nextH.clear().get(state, 0, units);
            nextC.clear().get(state, units, units);
            y.clear().get(output);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
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
