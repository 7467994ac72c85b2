package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a model over whole arrays, node by node: Keras' {@code predict}. Everything that a model may hold runs here; where
 * a model can be stepped too, both give the same bits. Belongs to one thread.
 */
public final class GraphRunner {
    private static final float[] NO_STATE = {};

    private final Architecture architecture;
    private final StepKernel[] kernels; // by node; null where none computes
    private final int together;

    /** @param together rows that one kernel computes at once */
    public GraphRunner(SequenceModel model, Kernels kernels, int together) {
        architecture = model.architecture().expanded();
        this.together = together;
        Kernels nodeAfterNode = kernels.takingTurns();
        this.kernels = new StepKernel[architecture.nodes().size()];
        for (int node = 0; node < this.kernels.length; node++) {
            if (architecture.nodes().get(node).layer() instanceof Layer.Stepped layer) {
                int place = architecture.layerOf(node);
                this.kernels[node] = layer.kernel(nodeAfterNode, architecture.inputsOf(place), together);
                this.kernels[node].pack(model.weights().values(), architecture.parameterOffset(place));
            }
        }
    }

    /** Runs from states of zeros; returns the model's results. */
    public List<Batch> run(Batch... inputs) {
        int rows = inputs.length == 0 ? 0 : inputs[0].rows();
        return run(List.of(inputs), new float[Math.multiplyExact(rows, architecture.stateSize())]);
    }

    /**
     * Runs on from where the rows stand; returns the model's results.
     *
     * @param inputs one a model's input, in their order
     * @param states [rows, stateSize]; afterwards where the rows stand then
     */
    public List<Batch> run(List<Batch> inputs, float[] states) {
        requireFit(inputs, states);
        List<List<Batch>> values = new ArrayList<>(); // [node][output]
        int input = 0;
        for (int index = 0; index < architecture.nodes().size(); index++) {
            Node node = architecture.nodes().get(index);
            if (node.layer() instanceof PlainLayer.Input) {
                values.add(List.of(inputs.get(input++)));
                continue;
            }
            List<Batch> read = node.inputs().stream()
                    .map(tensor -> values.get(tensor.node()).get(tensor.output()))
                    .toList();
            if (node.layer() instanceof RecurrentLayer layer) {
                begin(index, node, values, states);
                values.add(recurrent(index, layer, read.get(0), states));
            } else if (node.layer() instanceof Layer.Stepped layer) {
                values.add(List.of(computed(kernels[index], layer, read.get(0))));
            } else {
                values.add(List.of(WholeLayers.run((PlainLayer) node.layer(), read)));
            }
        }
        return architecture.results().stream()
                .map(tensor -> values.get(tensor.node()).get(tensor.output()))
                .toList();
    }

    private void requireFit(List<Batch> inputs, float[] states) {
        List<Integer> nodes = architecture.inputNodes();
        if (inputs.size() != nodes.size()) {
            throw new IllegalArgumentException("inputs: expected " + nodes.size() + " arrays, found " + inputs.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            Batch found = inputs.get(i);
            Shape expected = architecture.shapes(nodes.get(i)).get(0);
            String name = architecture.nodes().get(nodes.get(i)).layer().name();
            if (!expected.accepts(found.shape())) {
                throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found.shape());
            }
            if (found.rows() != inputs.get(0).rows()) {
                throw new IllegalArgumentException(
                        name + ": expected " + inputs.get(0).rows() + " rows, found " + found.rows());
            }
        }
        int size = inputs.get(0).rows() * architecture.stateSize();
        if (states.length != size) {
            throw new IllegalArgumentException("states: expected " + size + " floats, found " + states.length);
        }
    }

    /** States that the model computes take the place of the caller's. */
    private void begin(int index, Node node, List<List<Batch>> values, float[] states) {
        int at = architecture.nodeStateOffset(index);
        for (Tensor tensor : node.states()) {
            Batch start = values.get(tensor.node()).get(tensor.output());
            int width = start.shape().width();
            for (int row = 0; row < start.rows(); row++) {
                int to = row * architecture.stateSize() + at;
                System.arraycopy(start.values(), row * width, states, to, width);
            }
            at += width;
        }
    }

    private Batch computed(StepKernel kernel, Layer layer, Batch in) {
        if (layer instanceof Layer.Embedding embedding) {
            WholeLayers.requireTokens(embedding, in);
        }
        int cells = in.cells();
        float[] out = new float[Math.multiplyExact(cells, kernel.units())];
        for (int first = 0; first < cells; first += together) {
            int batch = Math.min(together, cells - first);
            for (int row = 0; row < batch; row++) {
                kernel.load(row, in.values(), (first + row) * kernel.inputs(), NO_STATE, 0);
            }
            kernel.step(batch);
            for (int row = 0; row < batch; row++) {
                kernel.store(row, NO_STATE, 0, out, (first + row) * kernel.units());
            }
        }
        boolean[] mask = in.mask();
        if (layer instanceof Layer.Embedding embedding && embedding.maskZero()) {
            mask = WholeLayers.differ(in, 0f);
        }
        return Batch.of(in.rows(), in.shape().withWidth(kernel.units()), out, mask);
    }

    private List<Batch> recurrent(int index, RecurrentLayer layer, Batch in, float[] states) {
        boolean sequences = layer.returnSequences();
        Shape shape = sequences ? in.shape().withWidth(layer.units()) : Shape.vector(layer.units());
        float[] out =
                new float[Math.multiplyExact(in.rows(), sequences ? in.shape().steps() : 1) * layer.units()];
        for (int first = 0; first < in.rows(); first += together) {
            rows(index, layer, in, first, Math.min(together, in.rows() - first), states, out);
        }
        List<Batch> outputs = new ArrayList<>();
        outputs.add(Batch.of(in.rows(), shape, out, sequences ? in.mask() : null));
        if (layer.recurrence().returnState()) {
            int at = architecture.nodeStateOffset(index);
            for (int width : layer.stateSizes()) {
                outputs.add(part(in.rows(), states, at, width));
                at += width;
            }
        }
        return outputs;
    }

    /** All steps of some rows. */
    private void rows(int index, RecurrentLayer layer, Batch in, int first, int batch, float[] states, float[] out) {
        StepKernel kernel = kernels[index];
        Recurrence way = layer.recurrence();
        int steps = in.shape().steps();
        int stateSize = architecture.stateSize();
        int at = architecture.nodeStateOffset(index);
        float[] newest = new float[batch * layer.units()]; // each row's output, zeros before its first
        for (int t = 0; t < steps; t++) {
            int from = way.goBackwards() ? steps - 1 - t : t;
            for (int row = 0; row < batch; row++) {
                int cell = (first + row) * steps + from;
                kernel.load(row, in.values(), cell * kernel.inputs(), states, (first + row) * stateSize + at);
            }
            kernel.step(batch);
            for (int row = 0; row < batch; row++) {
                boolean counts = in.mask() == null || in.mask()[(first + row) * steps + from];
                if (counts) {
                    kernel.store(row, states, (first + row) * stateSize + at, newest, row * layer.units());
                }
                boolean zero = !counts && way.zeroOutputForMask();
                int to = (way.returnSequences() ? (first + row) * steps + t : first + row) * layer.units();
                if (zero) {
                    Arrays.fill(out, to, to + layer.units(), 0f);
                } else {
                    System.arraycopy(newest, row * layer.units(), out, to, layer.units());
                }
            }
        }
    }

    private Batch part(int rows, float[] states, int at, int width) {
        float[] part = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(states, row * architecture.stateSize() + at, part, row * width, width);
        }
        return Batch.vectors(rows, width, part);
    }
}
