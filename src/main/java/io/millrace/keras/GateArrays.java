package io.millrace.keras;

import java.util.ArrayList;
import java.util.List;

/**
 * Keras 1 stores a recurrent layer gate by gate: kernel, recurrent kernel and bias of each, the LSTM's gates in the order
 * i, c, f, o. Joined column by column they are the three arrays of later versions.
 */
final class GateArrays {
    private static final List<Integer> LSTM_GATES = List.of(0, 2, 1, 3); // i, f, c, o out of i, c, f, o
    private static final List<Integer> GRU_GATES = List.of(0, 1, 2); // z, r, h
    private static final int ARRAYS_OF_A_GATE = 3;

    private GateArrays() {}

    /** The arrays as they are, or joined where each gate has its own. */
    static List<WeightArray> join(LayerConfig layer, List<WeightArray> arrays) {
        List<Integer> gates =
                switch (layer.className()) {
                    case "LSTM" -> LSTM_GATES;
                    case "GRU" -> GRU_GATES;
                    default -> List.of();
                };
        if (gates.isEmpty() || arrays.size() != ARRAYS_OF_A_GATE * gates.size()) {
            return arrays;
        }
        List<WeightArray> joined = new ArrayList<>();
        for (int kind = 0; kind < ARRAYS_OF_A_GATE; kind++) {
            List<WeightArray> parts = new ArrayList<>();
            for (int gate : gates) {
                parts.add(arrays.get(ARRAYS_OF_A_GATE * gate + kind));
            }
            joined.add(columns(layer, parts));
        }
        return joined;
    }

    private static WeightArray columns(LayerConfig layer, List<WeightArray> parts) {
        WeightArray first = parts.get(0);
        List<Integer> shape = first.shape();
        for (WeightArray part : parts) {
            if (shape.isEmpty() || !part.shape().equals(shape)) {
                throw layer.refuse(
                        part.name() + ": expected " + shape + " as " + first.name() + " has, found " + part.shape());
            }
        }
        int width = shape.get(shape.size() - 1);
        List<Integer> joined = new ArrayList<>(shape);
        joined.set(shape.size() - 1, Math.multiplyExact(width, parts.size()));
        return new WeightArray(first.name(), joined, () -> columns(parts, width));
    }

    private static float[] columns(List<WeightArray> parts, int width) {
        int columns = width * parts.size();
        float[] joined = null;
        for (int part = 0; part < parts.size(); part++) {
            float[] values = parts.get(part).values().get();
            joined = joined == null ? new float[values.length * parts.size()] : joined;
            for (int row = 0; row < values.length / width; row++) {
                System.arraycopy(values, row * width, joined, row * columns + part * width, width);
            }
        }
        return joined;
    }
}
