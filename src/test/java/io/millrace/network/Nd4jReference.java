package io.millrace.network;

import io.millrace.network.kernel.Activation;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Every layer once more, from its equations alone, as matrices of ND4J in double precision. It shares nothing with the
 * kernels: no layout, no order of summation, no exponential. Sequences are [rows, steps, width].
 */
final class Nd4jReference {
    /** One step of all rows: the state's parts [rows, units], the first of them the output. */
    private interface Cell {
        INDArray[] step(INDArray x, INDArray[] state);
    }

    private Nd4jReference() {}

    /** The layer over a sequence, or over ids [rows, steps, 1]. */
    static INDArray run(Layer layer, List<INDArray> weights, INDArray in) {
        if (layer instanceof Layer.Dense dense) {
            return dense(dense, weights, in);
        }
        if (layer instanceof Layer.Embedding) {
            return embedding(weights.get(0), in);
        }
        if (layer instanceof WrapperLayer.Bidirectional both) {
            int half = weights.size() / 2;
            INDArray there = run(both.forward(), weights.subList(0, half), in);
            INDArray back = run(both.backward(), weights.subList(half, weights.size()), in);
            return merged(both.mode(), there, both.backward().returnSequences() ? reversed(back) : back);
        }
        return recurrent((RecurrentLayer) layer, weights, in);
    }

    private static INDArray recurrent(RecurrentLayer layer, List<INDArray> weights, INDArray in) {
        INDArray read = layer.recurrence().goBackwards() ? reversed(in) : in;
        long rows = in.size(0);
        INDArray[] state = layer.stateSizes().stream()
                .map(units -> Nd4j.zeros(DataType.DOUBLE, rows, units))
                .toArray(INDArray[]::new);
        Cell cell = cell(layer, weights);
        INDArray outputs = Nd4j.zeros(DataType.DOUBLE, rows, in.size(1), layer.units());
        for (int t = 0; t < in.size(1); t++) {
            state = cell.step(at(read, t), state);
            outputs.put(step(t), state[0]);
        }
        return layer.returnSequences() ? outputs : state[0];
    }

    private static Cell cell(RecurrentLayer layer, List<INDArray> weights) {
        INDArray w = weights.get(0);
        INDArray u = weights.get(1);
        INDArray bias = layer.useBias() ? weights.get(2) : null;
        if (layer instanceof RecurrentLayer.Lstm lstm) {
            return lstm(lstm, w, u, bias);
        }
        if (layer instanceof RecurrentLayer.Gru gru) {
            return gru.resetAfter() ? gruResetAfter(gru, w, u, bias) : gruResetBefore(gru, w, u, bias);
        }
        return (x, state) ->
                new INDArray[] {activated(layer.activation(), plus(x.mmul(w).add(state[0].mmul(u)), bias))};
    }

    private static Cell lstm(RecurrentLayer.Lstm layer, INDArray w, INDArray u, INDArray bias) {
        return (x, state) -> {
            INDArray sums = plus(x.mmul(w).add(state[0].mmul(u)), bias);
            INDArray i = activated(layer.recurrentActivation(), gate(sums, 0, layer.units()));
            INDArray f = activated(layer.recurrentActivation(), gate(sums, 1, layer.units()));
            INDArray g = activated(layer.activation(), gate(sums, 2, layer.units()));
            INDArray o = activated(layer.recurrentActivation(), gate(sums, 3, layer.units()));
            INDArray c = f.mul(state[1]).add(i.mul(g));
            return new INDArray[] {o.mul(activated(layer.activation(), c)), c};
        };
    }

    private static Cell gruResetAfter(RecurrentLayer.Gru layer, INDArray w, INDArray u, INDArray bias) {
        INDArray b = bias == null ? null : bias.getRow(0, true);
        INDArray c = bias == null ? null : bias.getRow(1, true);
        return (x, state) -> {
            INDArray h = state[0];
            INDArray read = plus(x.mmul(w), b);
            INDArray kept = plus(h.mmul(u), c);
            int units = layer.units();
            INDArray z =
                    activated(layer.recurrentActivation(), gate(read, 0, units).add(gate(kept, 0, units)));
            INDArray r =
                    activated(layer.recurrentActivation(), gate(read, 1, units).add(gate(kept, 1, units)));
            INDArray candidate =
                    activated(layer.activation(), gate(read, 2, units).add(r.mul(gate(kept, 2, units))));
            return new INDArray[] {z.mul(h).add(z.rsub(1).mul(candidate))};
        };
    }

    private static Cell gruResetBefore(RecurrentLayer.Gru layer, INDArray w, INDArray u, INDArray bias) {
        return (x, state) -> {
            INDArray h = state[0];
            INDArray read = plus(x.mmul(w), bias);
            int units = layer.units();
            INDArray z =
                    activated(layer.recurrentActivation(), gate(read, 0, units).add(h.mmul(gate(u, 0, units))));
            INDArray r =
                    activated(layer.recurrentActivation(), gate(read, 1, units).add(h.mmul(gate(u, 1, units))));
            INDArray candidate = activated(
                    layer.activation(), gate(read, 2, units).add(r.mul(h).mmul(gate(u, 2, units))));
            return new INDArray[] {z.mul(h).add(z.rsub(1).mul(candidate))};
        };
    }

    private static INDArray dense(Layer.Dense layer, List<INDArray> weights, INDArray in) {
        INDArray flat = in.reshape('c', -1, in.size(in.rank() - 1));
        INDArray out =
                activated(layer.activation(), plus(flat.mmul(weights.get(0)), layer.useBias() ? weights.get(1) : null));
        return in.rank() == 3 ? out.reshape('c', in.size(0), in.size(1), layer.units()) : out;
    }

    /** As the product of one-hot rows and the table. */
    private static INDArray embedding(INDArray table, INDArray ids) {
        INDArray flat = ids.dup().reshape(ids.length());
        INDArray oneHot = Nd4j.zeros(DataType.DOUBLE, ids.length(), table.size(0));
        for (int cell = 0; cell < ids.length(); cell++) {
            oneHot.putScalar(cell, (int) flat.getDouble(cell), 1);
        }
        return oneHot.mmul(table).reshape('c', ids.size(0), ids.size(1), table.size(1));
    }

    private static INDArray merged(WrapperLayer.Bidirectional.Mode mode, INDArray there, INDArray back) {
        return switch (mode) {
            case CONCAT, NONE -> Nd4j.concat(there.rank() - 1, there, back);
            case SUM -> there.add(back);
            case MUL -> there.mul(back);
            case AVE -> there.add(back).div(2);
        };
    }

    private static INDArray reversed(INDArray sequences) {
        INDArray reversed = sequences.ulike();
        for (int t = 0; t < sequences.size(1); t++) {
            reversed.put(step(t), at(sequences, (int) sequences.size(1) - 1 - t));
        }
        return reversed;
    }

    private static INDArrayIndex[] step(int t) {
        return new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.point(t), NDArrayIndex.all()};
    }

    /** [rows, width] */
    private static INDArray at(INDArray sequences, int t) {
        return sequences.get(step(t)).dup('c').reshape('c', sequences.size(0), sequences.size(2));
    }

    private static INDArray gate(INDArray sums, int gate, int units) {
        return sums.get(NDArrayIndex.all(), NDArrayIndex.interval(gate * units, (gate + 1) * units));
    }

    private static INDArray plus(INDArray sums, INDArray bias) {
        return bias == null ? sums : sums.addRowVector(bias);
    }

    static INDArray activated(Activation activation, INDArray x) {
        return switch (activation) {
            case LINEAR -> x;
            case TANH -> Transforms.tanh(x, true);
            case SIGMOID -> Transforms.sigmoid(x, true);
            case HARD_SIGMOID -> Transforms.min(Transforms.max(x.div(6).add(0.5), 0), 1);
            case HARD_SIGMOID_KERAS2 -> Transforms.min(Transforms.max(x.mul(0.2).add(0.5), 0), 1);
            case RELU -> Transforms.max(x, 0);
            case SOFTSIGN -> x.div(Transforms.abs(x, true).add(1));
            case SOFTMAX -> {
                INDArray powers = Transforms.exp(x.subColumnVector(x.max(true, 1)), true);
                yield powers.divColumnVector(powers.sum(true, 1));
            }
            default -> throw new IllegalArgumentException("no reference of " + activation);
        };
    }
}
