package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.ArrayList;
import java.util.List;

/** Turns a graph without wrappers into the nodes of a step and the wires between them. */
final class StepPlan {
    final List<StepNode> nodes = new ArrayList<>();
    final List<Wire> inputs = new ArrayList<>();
    final List<Wire> results;

    private final Architecture architecture;
    private final Weights weights;
    private final Kernels kernels;
    private final int capacity;
    private final List<List<Wire>> wires = new ArrayList<>(); // [node][output]

    StepPlan(SequenceModel model, Kernels kernels, int capacity) {
        architecture = model.architecture().expanded();
        weights = model.weights();
        this.kernels = kernels.takingTurns();
        this.capacity = capacity;
        model.architecture().whyNotStep().ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        for (int node = 0; node < architecture.nodes().size(); node++) {
            wires.add(place(node));
        }
        results = architecture.results().stream().map(this::wire).toList();
    }

    private Wire wire(Tensor tensor) {
        return wires.get(tensor.node()).get(tensor.output());
    }

    private List<Wire> place(int index) {
        Node node = architecture.nodes().get(index);
        int width = architecture.shapes(index).get(0).width();
        List<Wire> in = node.inputs().stream().map(this::wire).toList();
        Layer layer = node.layer();
        if (layer instanceof PlainLayer.Input) {
            int at = inputs.stream().mapToInt(wire -> wire.width).sum();
            Wire input = Wire.input(width, at, architecture.inputs());
            inputs.add(input);
            return List.of(input);
        }
        if (layer instanceof RecurrentLayer recurrent) {
            return recurrent(index, recurrent, in.get(0));
        }
        if (layer instanceof Layer.Stepped stepped) {
            return List.of(computed(index, stepped, in.get(0), width));
        }
        if (layer instanceof PlainLayer.Masking masking) {
            Wire out = Wire.scratch(width, capacity, new boolean[capacity]);
            nodes.add(new StepNode.Masking(masking.maskValue(), in.get(0), out));
            return List.of(out);
        }
        if (layer instanceof PlainLayer.Merge merge) {
            boolean masked = in.stream().allMatch(wire -> wire.mask != null);
            Wire out = Wire.scratch(width, capacity, masked ? new boolean[capacity] : null);
            nodes.add(new StepNode.Merge(merge.mode(), in, out));
            return List.of(out);
        }
        boolean drops = !(layer instanceof PlainLayer.Dropout);
        return List.of(drops ? in.get(0).unmasked() : in.get(0)); // nothing when predicting, or the same shape again
    }

    private Wire computed(int index, Layer.Stepped layer, Wire in, int width) {
        boolean masks = layer instanceof Layer.Embedding embedding && embedding.maskZero();
        Wire out = Wire.scratch(width, capacity, masks ? new boolean[capacity] : in.mask);
        StepNode.Computed node = new StepNode.Computed(kernel(index, layer), in, out);
        nodes.add(masks ? new StepNode.MaskingEmbedding(node) : node);
        return out;
    }

    private List<Wire> recurrent(int index, RecurrentLayer layer, Wire in) {
        List<Wire> outputs = new ArrayList<>();
        for (Shape shape : architecture.shapes(index)) {
            boolean[] mask = outputs.isEmpty() && layer.returnSequences() ? in.mask : null;
            outputs.add(Wire.scratch(shape.width(), capacity, mask));
        }
        nodes.add(new StepNode.Recurrent(
                kernel(index, layer),
                in,
                outputs.get(0),
                architecture.nodeStateOffset(index),
                layer.recurrence().zeroOutputForMask(),
                List.copyOf(outputs.subList(1, outputs.size()))));
        return outputs;
    }

    private StepKernel kernel(int index, Layer.Stepped layer) {
        int place = architecture.layerOf(index);
        StepKernel kernel = layer.kernel(kernels, architecture.inputsOf(place), capacity);
        kernel.pack(weights.values(), architecture.parameterOffset(place));
        return kernel;
    }
}
