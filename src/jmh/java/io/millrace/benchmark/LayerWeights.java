package io.millrace.benchmark;

import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer's weights as Keras lists them, and as others want them: gates in another order, matrices transposed.
 *
 * @param gates 4 for an LSTM, 3 for a GRU, 1 otherwise
 * @param kernel [inputs, gates·units]
 * @param recurrentKernel [units, gates·units], or empty
 * @param bias [gates·units], a GRU's [2·gates·units]
 */
record LayerWeights(
        Layer layer, int inputs, int units, int gates, float[] kernel, float[] recurrentKernel, float[] bias) {
    static List<LayerWeights> of(SequenceModel model) {
        List<LayerWeights> all = new ArrayList<>();
        List<Layer> layers = model.architecture().layers();
        for (int i = 0; i < layers.size(); i++) {
            int place = i;
            List<Parameter> parameters = model.architecture().parameters().stream()
                    .filter(parameter -> parameter.layer() == place)
                    .toList();
            if (parameters.isEmpty()) {
                continue; // the input
            }
            Layer layer = layers.get(i);
            List<float[]> arrays = parameters.stream()
                    .map(parameter -> model.weights().toArray(parameter))
                    .toList();
            int gates = layer instanceof RecurrentLayer.Lstm ? 4 : layer instanceof RecurrentLayer.Gru ? 3 : 1;
            boolean recurrent = layer instanceof RecurrentLayer;
            all.add(new LayerWeights(
                    layer,
                    parameters.get(0).shape().get(0),
                    parameters.get(0).shape().get(1) / gates,
                    gates,
                    arrays.get(0),
                    recurrent ? arrays.get(1) : new float[0],
                    arrays.get(arrays.size() - 1)));
        }
        return all;
    }

    boolean isRecurrent() {
        return recurrentKernel.length > 0;
    }

    /** A matrix [rows, gates·units] with its gates in another order, or none for the order as it is. */
    float[] ordered(float[] matrix, int... order) {
        int width = gates * units;
        float[] ordered = matrix.clone();
        for (int gate = 0; gate < order.length; gate++) {
            for (int row = 0; row < matrix.length / width; row++) {
                System.arraycopy(matrix, row * width + order[gate] * units, ordered, row * width + gate * units, units);
            }
        }
        return ordered;
    }

    /** The same, transposed to [gates·units, rows]. */
    float[] transposed(float[] matrix, int... order) {
        float[] ordered = ordered(matrix, order);
        int columns = gates * units;
        int rows = matrix.length / columns;
        float[] transposed = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = ordered[row * columns + column];
            }
        }
        return transposed;
    }
}
