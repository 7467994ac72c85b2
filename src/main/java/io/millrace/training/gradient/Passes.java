package io.millrace.training.gradient;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.PlainLayer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Shape;
import io.millrace.network.Tensor;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.MatrixProducts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns a graph without wrappers into the passes of its nodes and the flows between them. */
final class Passes {
    final List<NodePass> passes = new ArrayList<>();
    final List<Flow> flows = new ArrayList<>();
    final List<Flow> inputs = new ArrayList<>();
    final List<Flow> results;
    final DropoutMask.Draw draw;

    /** Whether some mask depends on the values of the inputs. */
    boolean masks;

    /** Whether some mask depends on values that layers compute. */
    boolean computedMasks;

    private final Architecture architecture; // expanded
    private final Set<Tensor> beforeActivation;
    private final Kernels kernels;
    private final MatrixProducts products;
    private final int rows;
    private final List<Integer> inputSteps;
    private final List<List<Flow>> placed = new ArrayList<>(); // [node][output]
    private final List<Integer> steps = new ArrayList<>(); // at most, of each node's first output

    /**
     * @param beforeActivation results whose errors are with respect to the argument of the last activation
     * @param inputSteps at most, of each input
     */
    Passes(
            Architecture architecture,
            Set<Tensor> beforeActivation,
            Kernels kernels,
            int rows,
            List<Integer> inputSteps,
            long seed) {
        this.architecture = architecture;
        this.beforeActivation = beforeActivation;
        this.kernels = kernels.takingTurns();
        products = kernels.products();
        this.rows = rows;
        this.inputSteps = inputSteps;
        draw = new DropoutMask.Draw(seed);
        for (int node = 0; node < architecture.nodes().size(); node++) {
            placed.add(place(node));
        }
        results = architecture.results().stream().map(this::flow).toList();
    }

    private Flow flow(Tensor tensor) {
        return placed.get(tensor.node()).get(tensor.output());
    }

    private Flow flow(Shape shape, int steps, boolean learns) {
        Flow flow = new Flow(shape, rows, steps, learns);
        flows.add(flow);
        return flow;
    }

    private List<Flow> place(int index) {
        Node node = architecture.nodes().get(index);
        Layer layer = node.layer();
        Shape shape = architecture.shapes(index).get(0);
        if (layer instanceof PlainLayer.Input) {
            steps.add(shape.isSequence() ? inputSteps.get(inputs.size()) : 1);
            Flow input = flow(shape, steps.get(index), false);
            inputs.add(input);
            return List.of(input);
        }
        List<Flow> in = node.inputs().stream().map(this::flow).toList();
        steps.add(stepsOf(node, shape));
        if (layer instanceof RecurrentLayer recurrent) {
            return recurrent(index, recurrent, in.get(0));
        }
        boolean learns = layer instanceof Layer.Dense
                || layer instanceof Layer.Embedding
                || in.stream().anyMatch(Flow::learns);
        Flow out = flow(shape, steps.get(index), learns);
        passes.add(
                layer instanceof Layer.Stepped stepped
                        ? computed(index, stepped, in.get(0), out)
                        : plain((PlainLayer) layer, in, out));
        return List.of(out);
    }

    private int stepsOf(Node node, Shape shape) {
        if (!shape.isSequence()) {
            return 1;
        }
        return shape.isFixed() ? shape.steps() : steps.get(node.inputs().get(0).node());
    }

    private NodePass plain(PlainLayer layer, List<Flow> in, Flow out) {
        if (layer instanceof PlainLayer.Merge merge) {
            return new MergePass(merge.mode(), in, out);
        }
        if (layer instanceof PlainLayer.Masking masking) {
            masksBy(in.get(0));
            return new MaskingPass(masking.maskValue(), in.get(0), out);
        }
        if (layer instanceof PlainLayer.Dropout dropout) {
            int places = out.isSequence() ? out.values().length / rows : out.width();
            DropoutMask mask = new DropoutMask(draw, passes.size(), dropout.rate(), rows, places);
            return new DropoutPass(in.get(0), out, mask, false);
        }
        return new RearrangedPass(layer, in.get(0), out);
    }

    private NodePass computed(int index, Layer.Stepped layer, Flow in, Flow out) {
        int place = architecture.layerOf(index);
        int at = architecture.parameterOffset(place);
        int cells = Math.multiplyExact(rows, steps.get(index));
        boolean skip = beforeActivation.contains(new Tensor(index, 0));
        if (layer instanceof Layer.Embedding embedding) {
            if (embedding.maskZero()) {
                masksBy(in);
            }
            return new ComputedPass(
                    layer.kernel(kernels, in.width(), rows),
                    at,
                    new EmbeddingGradient(embedding, at),
                    in,
                    out,
                    embedding.maskZero());
        }
        if (layer instanceof PlainLayer.Activate activate) {
            Activation activation = skip ? Activation.LINEAR : activate.activation();
            return new ComputedPass(
                    layer.kernel(kernels, in.width(), rows), at, new ElementGradient(activation), in, out, false);
        }
        Layer.Dense dense = (Layer.Dense) layer;
        if (dense.activation().needsArgument()) {
            return dense(dense, at, in, out, cells);
        }
        Activation activation = skip ? Activation.LINEAR : dense.activation();
        DenseGradient gradient = new DenseGradient(dense, in.width(), activation, at, products, cells);
        return new ComputedPass(layer.kernel(kernels, in.width(), rows), at, gradient, in, out, false);
    }

    /** A layer whose activation's derivative takes its argument: the sums flow by themselves. */
    private NodePass dense(Layer.Dense layer, int at, Flow in, Flow out, int cells) {
        Layer.Dense sums = new Layer.Dense(layer.name(), layer.units(), Activation.LINEAR, layer.useBias());
        Shape shape = out.isSequence() ? Shape.sequence(out.width()) : Shape.vector(out.width());
        Flow between = flow(shape, cells / rows, true);
        DenseGradient gradient = new DenseGradient(sums, in.width(), Activation.LINEAR, at, products, cells);
        passes.add(new ComputedPass(sums.kernel(kernels, in.width(), rows), at, gradient, in, between, false));
        return new ComputedPass(
                kernels.activation(layer.activation(), out.width(), rows),
                at,
                new ElementGradient(layer.activation()),
                between,
                out,
                false);
    }

    private List<Flow> recurrent(int index, RecurrentLayer layer, Flow read) {
        Node node = architecture.nodes().get(index);
        Recurrence way = layer.recurrence();
        int most = steps.get(node.inputs().get(0).node());
        Flow in = read;
        if (way.goBackwards()) {
            in = flow(Shape.sequence(read.width()), most, read.learns());
            passes.add(new RearrangedPass(new PlainLayer.Reverse(layer.name(), true), read, in));
        }
        // Keras gives each gate masks of its own where something of h is left out, else all gates one.
        int copies = way.recurrentDropout() > 0 ? GateBlocks.gates(layer) : 1;
        if (way.dropout() > 0) {
            int width = copies * read.width();
            Flow kept = flow(Shape.sequence(width), most, read.learns());
            DropoutMask mask = new DropoutMask(draw, passes.size(), way.dropout(), rows, width);
            passes.add(new DropoutPass(in, kept, mask, true));
            in = kept;
        }
        List<Flow> outputs = new ArrayList<>();
        for (Shape shape : architecture.shapes(index)) {
            outputs.add(flow(shape, shape.isSequence() ? most : 1, true));
        }
        RecurrentPass.Place place = new RecurrentPass.Place(
                architecture.parameterOffset(architecture.layerOf(index)),
                architecture.nodeStateOffset(index),
                architecture.stateSize());
        DropoutMask dropout = way.recurrentDropout() > 0
                ? new DropoutMask(draw, passes.size(), way.recurrentDropout(), rows, copies * layer.units())
                : null;
        List<Flow> starts = node.states().stream().map(this::flow).toList();
        passes.add(new RecurrentPass(layer, place, in, read, outputs, starts, dropout, kernels, products, rows, most));
        return outputs;
    }

    private void masksBy(Flow values) {
        masks = true;
        computedMasks |= !inputs.contains(values);
    }
}
