package io.millrace.data;

import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How pairs of sequences become token ids. Id 0 is padding on both sides; a target stands between a start and an end token.
 * Immutable.
 */
public record PairEncoding(TokenEncoding source, TokenEncoding target) {
    /** Fills shorter sequences up; no network counts it. */
    public static final String PADDING = "<pad>";

    private static final String START = "<start>";
    private static final String END = "<end>";

    public PairEncoding {
        requirePadding("source", source);
        requirePadding("target", target);
        if (target.startId().isEmpty() || target.endId().isEmpty()) {
            throw new IllegalArgumentException("target: expected a start and an end token, found "
                    + target.start().orElse("none") + " and " + target.end().orElse("none"));
        }
    }

    private static void requirePadding(String side, TokenEncoding tokens) {
        if (tokens.form() != TokenEncoding.Form.IDS
                || !tokens.vocabulary().symbol(0).equals(PADDING)) {
            throw new IllegalArgumentException(side + ": expected ids of a vocabulary that begins with " + PADDING
                    + ", found " + tokens.describe());
        }
    }

    /** Of all symbols that occur. */
    public static PairEncoding of(Collection<SequencePair> pairs, Vocabulary.Kind source, Vocabulary.Kind target) {
        Vocabulary sources = vocabulary(pairs, source, SequencePair::source, List.of(PADDING));
        Vocabulary targets = vocabulary(pairs, target, SequencePair::target, List.of(PADDING, START, END));
        return new PairEncoding(
                new TokenEncoding(sources, TokenEncoding.Form.IDS),
                new TokenEncoding(targets, TokenEncoding.Form.IDS, Optional.of(START), Optional.of(END)));
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

    int start() {
        return target.startId().orElseThrow();
    }

    int end() {
        return target.endId().orElseThrow();
    }
}
