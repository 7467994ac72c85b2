package io.millrace.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A model in two halves, for streams (N→M, 1→N): the encoder reads what comes in and puts out a <i>code</i>, all that it
 * hands over; the decoder begins from a code and steps by itself. The halves meet where a layer starts from states that
 * the model computes (Keras' {@code initial_state}) and where a RepeatVector stands; the decoder then reads the repeated
 * vector at every step. Each half is a model of its own, with its share of the weights.
 *
 * <p>Where the encoder can be stepped, its output is the code of what a stream has brought so far. Immutable.
 * Source: Sutskever et al. 2014, arXiv:1409.3215.
 */
public final class EncoderDecoder {
    /** A part of the code and where it goes. */
    private record Part(int codeAt, int at, int width) {}

    private final SequenceModel encoder;
    private final SequenceModel decoder;
    private final List<Part> states = new ArrayList<>(); // of the decoder's streams
    private final List<Part> repeated = new ArrayList<>(); // in the decoder's points
    private final OptionalInt times;

    private EncoderDecoder(SequenceModel model) {
        Architecture whole = model.architecture();
        List<Tensor> handed = handed(whole);
        encoder = Subgraph.of(model, Set.of(), handed).model();
        Subgraph half = Subgraph.of(model, cut(whole), whole.results());
        decoder = half.model();
        decoder.architecture().whyNotStep().ifPresent(reason -> {
            throw new IllegalArgumentException("decoder: " + reason);
        });
        requireApart(encoder.architecture(), decoder.architecture());
        int repetitions = 0;
        for (int node = 0; node < whole.nodes().size(); node++) {
            int place = half.node(node).orElse(-1);
            if (place >= 0 && whole.nodes().get(node).layer() instanceof PlainLayer.RepeatVector repeat) {
                repetitions = repeat.times();
                int column = column(decoder.architecture(), place);
                addPart(
                        repeated,
                        whole,
                        handed,
                        whole.nodes().get(node).inputs().get(0),
                        column);
            } else if (place >= 0) {
                placeStates(whole, handed, node, decoder.architecture().nodeStateOffset(place));
            }
        }
        times = repetitions > 0 ? OptionalInt.of(repetitions) : OptionalInt.empty();
    }

    /** Errors: a model that hands nothing over, or whose halves cannot be told apart, is refused. */
    public static EncoderDecoder of(SequenceModel model) {
        return new EncoderDecoder(new SequenceModel(model.weights().expanded()));
    }

    /** Whether the model has two halves: something is handed over, as a state or repeated. */
    public static boolean isOne(SequenceModel model) {
        return model.architecture().expanded().nodes().stream()
                .anyMatch(node -> !node.states().isEmpty() || node.layer() instanceof PlainLayer.RepeatVector);
    }

    /** What the encoder hands over, in the order of the nodes that take it. */
    private static List<Tensor> handed(Architecture whole) {
        Set<Tensor> handed = new LinkedHashSet<>();
        for (Node node : whole.nodes()) {
            handed.addAll(node.states());
            if (node.layer() instanceof PlainLayer.RepeatVector) {
                handed.addAll(node.inputs());
            }
        }
        if (handed.isEmpty()) {
            throw new IllegalArgumentException(
                    "model: expected an encoder and a decoder (initial_state or RepeatVector), found neither");
        }
        return List.copyOf(handed);
    }

    private static Set<Tensor> cut(Architecture whole) {
        Set<Tensor> cut = new HashSet<>();
        for (int node = 0; node < whole.nodes().size(); node++) {
            cut.addAll(whole.nodes().get(node).states());
            if (whole.nodes().get(node).layer() instanceof PlainLayer.RepeatVector) {
                cut.add(new Tensor(node, 0));
            }
        }
        return cut;
    }

    private static void requireApart(Architecture encoder, Architecture decoder) {
        for (int node : encoder.inputNodes()) {
            if (decoder.nodes().contains(encoder.nodes().get(node))) {
                throw new IllegalArgumentException(
                        encoder.nodes().get(node).layer().name()
                                + ": expected an input of the encoder alone, found one that the decoder reads too");
            }
        }
    }

    /** Where an input stands in a point. */
    private static int column(Architecture architecture, int inputNode) {
        return architecture.inputNodes().stream()
                .filter(node -> node < inputNode)
                .mapToInt(node -> architecture.shapes(node).get(0).width())
                .sum();
    }

    private void placeStates(Architecture whole, List<Tensor> handed, int node, int stateAt) {
        int at = stateAt;
        for (Tensor state : whole.nodes().get(node).states()) {
            addPart(states, whole, handed, state, at);
            at += whole.shape(state).width();
        }
    }

    private static void addPart(List<Part> parts, Architecture whole, List<Tensor> handed, Tensor tensor, int at) {
        int codeAt = handed.subList(0, handed.indexOf(tensor)).stream()
                .mapToInt(before -> whole.shape(before).width())
                .sum();
        parts.add(new Part(codeAt, at, whole.shape(tensor).width()));
    }

    /** Reads what comes in; its outputs are the code, one behind the other. */
    public SequenceModel encoder() {
        return encoder;
    }

    /** Steps from a code; its outputs are the model's. */
    public SequenceModel decoder() {
        return decoder;
    }

    /** How many outputs the model asks for, where a RepeatVector says so. */
    public OptionalInt times() {
        return times;
    }

    /** Floats of the decoder's point that its caller gives; the others repeat a part of the code. */
    public int ownInputs() {
        return decoder.inputs() - repeated.stream().mapToInt(Part::width).sum();
    }

    /** Where the caller's floats begin in the decoder's point: before, between or behind the repeated ones. */
    public int ownAt() {
        int at = 0;
        for (Part part : repeated) {
            at = part.at() == at ? at + part.width() : at;
        }
        return at;
    }

    /**
     * The decoder begins: its state is the code's, and so are the repeated parts of its point.
     *
     * @param code as the encoder put it out, from {@code codeAt} on
     * @param slot of the decoder's state in {@code slab}
     * @param point the decoder's, from {@code pointAt} on
     */
    public void begin(float[] code, int codeAt, StateSlab slab, int slot, float[] point, int pointAt) {
        slab.clear(slot);
        for (Part part : states) {
            System.arraycopy(code, codeAt + part.codeAt(), slab.page(slot), slab.at(slot) + part.at(), part.width());
        }
        for (Part part : repeated) {
            System.arraycopy(code, codeAt + part.codeAt(), point, pointAt + part.at(), part.width());
        }
    }
}
