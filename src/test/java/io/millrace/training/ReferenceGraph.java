package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whole graphs once more: one sequence, double precision, straight from Keras' definitions, masks included. */
final class ReferenceGraph {
    /** What flows along an edge: [steps][width], and which steps count; null for all. */
    record Value(double[][] steps, boolean[] mask) {
        boolean counts(int step) {
            return mask == null || mask[step];
        }
    }

    private final Architecture architecture;

    ReferenceGraph(Architecture architecture) {
        this.architecture = architecture.expanded();
    }

    List<Value> run(double[] weights, List<Value> inputs) {
        List<List<Value>> values = new ArrayList<>();
        int input = 0;
        for (int index = 0; index < architecture.nodes().size(); index++) {
            Node node = architecture.nodes().get(index);
            if (node.layer() instanceof PlainLayer.Input) {
                values.add(List.of(inputs.get(input++)));
                continue;
            }
            List<Value> read = node.inputs().stream().map(t -> get(values, t)).toList();
            List<Value> starts = node.states().stream().map(t -> get(values, t)).toList();
            int layer = architecture.layerOf(index);
            int at = layer < 0 ? 0 : architecture.parameterOffset(layer);
            values.add(
                    node.layer() instanceof RecurrentLayer recurrent
                            ? recurrent(recurrent, weights, at, read.get(0), starts)
                            : List.of(plain(node.layer(), weights, at, read)));
        }
        return architecture.results().stream().map(t -> get(values, t)).toList();
    }

    private static Value get(List<List<Value>> values, Tensor tensor) {
        return values.get(tensor.node()).get(tensor.output());
    }

    private static List<Value> recurrent(RecurrentLayer layer, double[] weights, int at, Value in, List<Value> starts) {
        double[] state = new double[layer.stateSize()];
        for (int part = 0; part < starts.size(); part++) {
            System.arraycopy(starts.get(part).steps[0], 0, state, part * layer.units(), layer.units());
        }
        int steps = in.steps.length;
        double[][] outputs = new double[steps][];
        double[] newest = new double[layer.units()];
        for (int t = 0; t < steps; t++) {
            int from = layer.recurrence().goBackwards() ? steps - 1 - t : t;
            if (in.counts(from)) {
                newest = ReferenceNetwork.step(layer, weights, at, in.steps[from], state)
                        .clone();
                outputs[t] = newest;
            } else {
                outputs[t] = layer.recurrence().zeroOutputForMask() ? new double[layer.units()] : newest;
            }
        }
        List<Value> all = new ArrayList<>();
        all.add(
                layer.returnSequences()
                        ? new Value(outputs, in.mask)
                        : new Value(new double[][] {outputs[steps - 1]}, null));
        for (int part = 0;
                layer.recurrence().returnState() && part < layer.stateSizes().size();
                part++) {
            double[] end = Arrays.copyOfRange(state, part * layer.units(), (part + 1) * layer.units());
            all.add(new Value(new double[][] {end}, null));
        }
        return all;
    }

    private static Value plain(Layer layer, double[] weights, int at, List<Value> read) {
        Value in = read.get(0);
        int steps = in.steps.length;
        if (layer instanceof Layer.Dense) {
            double[][] out = new double[steps][];
            Arrays.setAll(out, t -> ReferenceNetwork.step(layer, weights, at, in.steps[t], new double[0]));
            return new Value(out, in.mask);
        }
        if (layer instanceof Layer.Embedding embedding) {
            double[][] out = new double[steps][];
            boolean[] mask = new boolean[steps];
            for (int t = 0; t < steps; t++) {
                int id = (int) in.steps[t][0];
                mask[t] = id != 0;
                out[t] = Arrays.copyOfRange(weights, at + id * embedding.units(), at + (id + 1) * embedding.units());
            }
            return new Value(out, embedding.maskZero() ? mask : in.mask);
        }
        if (layer instanceof PlainLayer.Activate activate) {
            double[][] out = new double[steps][];
            Arrays.setAll(out, t -> ReferenceNetwork.apply(activate.activation(), in.steps[t]));
            return new Value(out, in.mask);
        }
        if (layer instanceof PlainLayer.Masking masking) {
            boolean[] mask = new boolean[steps];
            double[][] out = new double[steps][in.steps[0].length];
            for (int t = 0; t < steps; t++) {
                mask[t] = Arrays.stream(in.steps[t]).anyMatch(x -> x != masking.maskValue());
                out[t] = mask[t] ? in.steps[t] : out[t];
            }
            return new Value(out, mask);
        }
        if (layer instanceof PlainLayer.Merge merge) {
            return merge(merge.mode(), read);
        }
        return rearranged(layer, in);
    }

    private static Value rearranged(Layer layer, Value in) {
        int steps = in.steps.length;
        if (layer instanceof PlainLayer.Dropout) {
            return in;
        }
        if (layer instanceof PlainLayer.Unmask) {
            return new Value(in.steps, null);
        }
        if (layer instanceof PlainLayer.Reverse reverse) {
            double[][] out = new double[steps][];
            boolean[] mask = in.mask == null ? null : in.mask.clone();
            for (int t = 0; t < steps; t++) {
                out[t] = in.steps[steps - 1 - t];
                if (mask != null && reverse.turnsMask()) {
                    mask[t] = in.mask[steps - 1 - t];
                }
            }
            return new Value(out, mask);
        }
        if (layer instanceof PlainLayer.RepeatVector repeat) {
            double[][] out = new double[repeat.times()][];
            Arrays.fill(out, in.steps[0]);
            return new Value(out, null);
        }
        double[] flat = Arrays.stream(in.steps).flatMapToDouble(Arrays::stream).toArray();
        int width = layer instanceof PlainLayer.Reshape reshape
                ? reshape.target().get(reshape.target().size() - 1)
                : flat.length;
        double[][] out = new double[flat.length / width][];
        Arrays.setAll(out, t -> Arrays.copyOfRange(flat, t * width, (t + 1) * width));
        return new Value(out, null);
    }

    private static Value merge(PlainLayer.Merge.Mode mode, List<Value> read) {
        int steps = read.get(0).steps.length;
        double[][] out = new double[steps][];
        boolean masked = read.stream().allMatch(value -> value.mask != null);
        boolean[] mask = masked ? new boolean[steps] : null;
        for (int t = 0; t < steps; t++) {
            int step = t;
            for (Value value : read) {
                if (masked) {
                    mask[t] |= value.mask[t];
                }
            }
            if (mode == PlainLayer.Merge.Mode.CONCATENATE) {
                out[t] = read.stream()
                        .flatMapToDouble(value -> Arrays.stream(value.steps[step]))
                        .toArray();
                continue;
            }
            out[t] = read.get(0).steps[t].clone();
            for (int j = 0; j < out[t].length; j++) {
                for (Value value : read.subList(1, read.size())) {
                    double a = out[t][j];
                    double b = value.steps[t][j];
                    out[t][j] = switch (mode) {
                        case ADD, AVERAGE -> a + b;
                        case SUBTRACT -> a - b;
                        case MULTIPLY -> a * b;
                        case MAXIMUM -> Math.max(a, b);
                        default -> Math.min(a, b);
                    };
                }
                out[t][j] /= mode == PlainLayer.Merge.Mode.AVERAGE ? read.size() : 1;
            }
        }
        return new Value(out, mask);
    }
}
