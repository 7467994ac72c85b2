package io.millrace.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cuts a part out of a model, with its weights. */
final class Subgraph {
    private final Architecture whole;
    private final Set<Tensor> cut;
    private final GraphBuilder graph = new GraphBuilder();
    private final Map<Tensor, Tensor> placed = new HashMap<>();
    private SequenceModel model;

    private Subgraph(Architecture whole, Set<Tensor> cut) {
        this.whole = whole;
        this.cut = cut;
    }

    /**
     * @param cut what the part's caller gives: inputs of the part, or the states of a recurrent layer
     * @param results what the part puts out
     */
    static Subgraph of(SequenceModel model, Set<Tensor> cut, List<Tensor> results) {
        Subgraph part = new Subgraph(model.architecture(), cut);
        part.place(part.needed(results));
        Architecture architecture = part.graph.build(part.moved(results));
        part.model = new SequenceModel(new Weights(architecture, weights(model, architecture)));
        return part;
    }

    /** The part, ready to run. */
    SequenceModel model() {
        return model;
    }

    /** Where in the part the whole's node stands. */
    Optional<Integer> node(int node) {
        return Optional.ofNullable(placed.get(new Tensor(node, 0))).map(Tensor::node);
    }

    /** The nodes that lie between the cut and the results; a cut tensor that is read as a state alone needs none. */
    private Set<Integer> needed(List<Tensor> results) {
        Set<Integer> needed = new HashSet<>();
        Set<Integer> opened = new HashSet<>();
        List<Tensor> open = new ArrayList<>(results);
        while (!open.isEmpty()) {
            Tensor tensor = open.remove(open.size() - 1);
            needed.add(tensor.node());
            if (!cut.contains(tensor) && opened.add(tensor.node())) {
                Node node = whole.nodes().get(tensor.node());
                open.addAll(node.inputs());
                node.states().stream().filter(state -> !cut.contains(state)).forEach(open::add);
            }
        }
        return needed;
    }

    private void place(Set<Integer> needed) {
        for (int index = 0; index < whole.nodes().size(); index++) {
            if (!needed.contains(index)) {
                continue;
            }
            Node node = whole.nodes().get(index);
            List<Tensor> outputs = cut.contains(new Tensor(index, 0)) ? List.of() : copy(node);
            for (int output = 0; output < whole.shapes(index).size(); output++) {
                Tensor tensor = new Tensor(index, output);
                if (cut.contains(tensor)) {
                    String name = node.layer().name() + (output == 0 ? "" : "_state_" + output);
                    placed.put(tensor, graph.input(name, whole.shape(tensor)));
                } else if (!outputs.isEmpty()) {
                    placed.put(tensor, outputs.get(output));
                }
            }
        }
    }

    private List<Tensor> copy(Node node) {
        boolean given = node.states().stream().anyMatch(cut::contains);
        if (given && !cut.containsAll(node.states())) {
            throw new IllegalArgumentException(
                    node.layer().name() + " initial_state: expected all of its parts to be given, or none");
        }
        List<Tensor> states = given ? List.of() : moved(node.states());
        return graph.addAll(node.layer(), moved(node.inputs()), states);
    }

    private List<Tensor> moved(List<Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> Optional.ofNullable(placed.get(tensor))
                        .orElseThrow(() -> new IllegalArgumentException(
                                whole.nodes().get(tensor.node()).layer().name()
                                        + ": expected to be read on one side of the cut, found it needed on both")))
                .toList();
    }

    private static float[] weights(SequenceModel model, Architecture part) {
        Architecture whole = model.architecture();
        float[] values = new float[part.parameterCount()];
        for (int layer = 0; layer < part.layers().size(); layer++) {
            int from =
                    whole.parameterOffset(whole.layers().indexOf(part.layers().get(layer)));
            int to = part.parameterOffset(layer);
            System.arraycopy(model.weights().values(), from, values, to, part.parameterOffset(layer + 1) - to);
        }
        return values;
    }
}
