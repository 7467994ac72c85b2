package io.millrace.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Wires layers into an {@link Architecture}, each after what it reads. The order of the {@link #input} calls is the order
 * of the model's inputs. A layer that is added again shares its weights.
 *
 * <pre>{@code
 *   GraphBuilder graph = new GraphBuilder();
 *   Tensor points = graph.input("points", Shape.sequence(3));
 *   Tensor hidden = graph.add(lstm, points);
 *   Architecture architecture = graph.build(graph.add(dense, hidden));
 * }</pre>
 */
public final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final List<List<Shape>> shapes = new ArrayList<>();

    public Tensor input(String name, Shape shape) {
        return add(new PlainLayer.Input(name, shape));
    }

    /** Adds a layer; returns its output. */
    public Tensor add(Layer layer, Tensor... inputs) {
        return addAll(layer, List.of(inputs), List.of()).get(0);
    }

    /** Adds a layer whose state starts from the given tensors, if any; returns its output, then its states if it has return_state. */
    public List<Tensor> addAll(Layer layer, List<Tensor> inputs, List<Tensor> states) {
        int node = nodes.size();
        nodes.add(new Node(layer, inputs, states));
        shapes.add(Wiring.shapes(nodes, node, shapes));
        List<Tensor> outputs = new ArrayList<>();
        for (int output = 0; output < shapes.get(node).size(); output++) {
            outputs.add(new Tensor(node, output));
        }
        return outputs;
    }

    /** The shape of what was added. */
    public Shape shape(Tensor tensor) {
        return shapes.get(tensor.node()).get(tensor.output());
    }

    public Architecture build(Tensor... results) {
        return build(List.of(results));
    }

    public Architecture build(List<Tensor> results) {
        return new Architecture(nodes, results);
    }
}
