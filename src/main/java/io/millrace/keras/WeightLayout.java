package io.millrace.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer's arrays as Keras 2 and 3 have them, whatever version and device wrote them: Keras 1 has arrays gate by gate,
 * the CuDNN layers have gates transposed and two biases. Source: Keras' own conversion when it loads such files.
 */
final class WeightLayout {
    private static final int LSTM_GATES = 4;
    private static final int GRU_GATES = 3;

    private WeightLayout() {}

    static List<WeightArray> plain(LayerConfig layer, List<WeightArray> arrays) {
        return switch (layer.className()) {
            case "Bidirectional" -> bothWays(layer, arrays);
            case "TimeDistributed" ->
                layer.inner("layer").map(inside -> plain(inside, arrays)).orElse(arrays);
            case "LSTM", "CuDNNLSTM" -> gates(layer, arrays, LSTM_GATES);
            case "GRU", "CuDNNGRU" -> gates(layer, arrays, GRU_GATES);
            default -> arrays;
        };
    }

    private static List<WeightArray> bothWays(LayerConfig layer, List<WeightArray> arrays) {
        LayerConfig forward = layer.inner("layer").orElseThrow();
        LayerConfig backward = layer.inner("backward_layer").orElse(forward);
        int half = arrays.size() / 2;
        List<WeightArray> both = new ArrayList<>(plain(forward, arrays.subList(0, half)));
        both.addAll(plain(backward, arrays.subList(half, arrays.size())));
        return both;
    }

    private static List<WeightArray> gates(LayerConfig layer, List<WeightArray> arrays, int gates) {
        List<WeightArray> joined = GateArrays.join(layer, arrays);
        boolean two = joined.size() == 3
                && joined.get(2).shape().equals(List.of(2 * gates * layer.units()))
                && joined.get(0).shape().size() == 2
                && joined.get(1).shape().size() == 2;
        return two ? fromCudnn(joined, gates) : joined;
    }

    /** Two biases one behind the other are the mark of the CuDNN layout. */
    private static List<WeightArray> fromCudnn(List<WeightArray> arrays, int gates) {
        WeightArray kernel = arrays.get(0);
        WeightArray recurrent = arrays.get(1);
        WeightArray bias = arrays.get(2);
        int columns = bias.shape().get(0) / 2;
        WeightArray plainBias = gates == LSTM_GATES
                ? new WeightArray(
                        bias.name(),
                        List.of(columns),
                        () -> sumOfHalves(bias.values().get()))
                : new WeightArray(bias.name(), List.of(2, columns), bias.values());
        return List.of(transposed(kernel, gates), transposed(recurrent, gates), plainBias);
    }

    /** Each gate's floats stand as [units, rows] where [rows, units] is said; turned they are what is said. */
    private static WeightArray transposed(WeightArray array, int gates) {
        int rows = array.shape().get(0);
        int columns = array.shape().get(1);
        return new WeightArray(
                array.name(), array.shape(), () -> transposed(array.values().get(), rows, columns, gates));
    }

    private static float[] transposed(float[] from, int rows, int columns, int gates) {
        float[] to = new float[from.length];
        int units = columns / gates;
        for (int gate = 0; gate < gates; gate++) {
            for (int row = 0; row < rows; row++) {
                for (int unit = 0; unit < units; unit++) {
                    int place = unit * rows + row; // of this float among the gate's, row by row as the file has them
                    int at = place / units * columns + gate * units + place % units;
                    to[row * columns + gate * units + unit] = from[at];
                }
            }
        }
        return to;
    }

    private static float[] sumOfHalves(float[] halves) {
        int half = halves.length / 2;
        float[] sum = new float[half];
        IntStream.range(0, half).forEach(i -> sum[i] = halves[i] + halves[half + i]);
        return sum;
    }
}
