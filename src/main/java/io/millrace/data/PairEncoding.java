package io.millrace.data;

import io.millrace.encoding.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How pairs of sequences become token ids: the symbols of both sides. Id 0 is padding on both; a target stands between a
 * start and an end token. Immutable.
 */
public record PairEncoding(Vocabulary source, Vocabulary target) {
    /** Fills shorter sequences up; no network counts it. */
    public static final String PADDING = "<pad>";

    /** What the decoder reads first. */
    public static final String START = "<start>";

    /** What the decoder puts out last. */
    public static final String END = "<end>";

    public PairEncoding {
        require("source", source, List.of(PADDING));
        require("target", target, List.of(PADDING, START, END));
    }

    private static void require(String side, Vocabulary vocabulary, List<String> first) {
        int count = Math.min(first.size(), vocabulary.size());
        if (!vocabulary.symbols().subList(0, count).equals(first)) {
            throw new IllegalArgumentException(side + " vocabulary: expected " + first + " first, found "
                    + vocabulary.symbols().subList(0, count));
        }
    }

    /** Of all symbols that occur. */
    public static PairEncoding of(Collection<SequencePair> pairs, Vocabulary.Kind source, Vocabulary.Kind target) {
        return new PairEncoding(
                vocabulary(pairs, source, SequencePair::source, List.of(PADDING)),
                vocabulary(pairs, target, SequencePair::target, List.of(PADDING, START, END)));
    }

    private static Vocabulary vocabulary(
            Collection<SequencePair> pairs,
            Vocabulary.Kind kind,
            Function<SequencePair, String> side,
            List<String> first) {
        TreeSet<String> found = new TreeSet<>();
        pairs.forEach(pair -> found.addAll(kind.split(side.apply(pair))));
        first.forEach(found::remove);
        List<String> symbols = new ArrayList<>(first);
        symbols.addAll(found);
        return new Vocabulary(kind, symbols);
    }

    public int start() {
        return id(START);
    }

    public int end() {
        return id(END);
    }

    private int id(String symbol) {
        OptionalInt id = target.id(symbol);
        return id.getAsInt();
    }
}
