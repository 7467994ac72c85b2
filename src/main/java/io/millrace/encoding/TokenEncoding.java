package io.millrace.encoding;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How tokens become a network's inputs, and its outputs the probabilities of the next token: [vocabulary].
 *
 * @param start what a decoder reads before its first token; without one it reads zeros
 * @param end the token behind which nothing comes
 */
public record TokenEncoding(Vocabulary vocabulary, Form form, Optional<String> start, Optional<String> end)
        implements Encoding, Target {
    /** What the network sees of a token. */
    public enum Form {
        /** Its number, for an Embedding. */
        IDS {
            @Override
            int width(int symbols) {
                return 1;
            }

            @Override
            void write(int id, int symbols, float[] input, int at) {
                input[at] = id;
            }
        },
        /** 1 in its place, 0 in all others. */
        ONE_HOT {
            @Override
            int width(int symbols) {
                return symbols;
            }

            @Override
            void write(int id, int symbols, float[] input, int at) {
                java.util.Arrays.fill(input, at, at + symbols, 0f);
                input[at + id] = 1f;
            }
        };

        abstract int width(int symbols);

        abstract void write(int id, int symbols, float[] input, int at);
    }

    public TokenEncoding {
        requireSymbol("start", start, vocabulary);
        requireSymbol("end", end, vocabulary);
    }

    /** Tokens without a start or an end among them. */
    public TokenEncoding(Vocabulary vocabulary, Form form) {
        this(vocabulary, form, Optional.empty(), Optional.empty());
    }

    private static void requireSymbol(String what, Optional<String> symbol, Vocabulary vocabulary) {
        symbol.filter(text -> !vocabulary.symbols().contains(text)).ifPresent(text -> {
            throw new IllegalArgumentException(
                    what + " token: expected a symbol of the vocabulary, found \"" + text + '"');
        });
    }

    public TokenEncoding withEnd(String symbol) {
        return new TokenEncoding(vocabulary, form, start, Optional.of(symbol));
    }

    public TokenEncoding withStart(String symbol) {
        return new TokenEncoding(vocabulary, form, Optional.of(symbol), end);
    }

    @Override
    public int inputs() {
        return form.width(vocabulary.size());
    }

    @Override
    public int outputs() {
        return vocabulary.size();
    }

    @Override
    public int fedBack() {
        return inputs();
    }

    public OptionalInt startId() {
        return start.map(vocabulary::id).orElse(OptionalInt.empty());
    }

    public OptionalInt endId() {
        return end.map(vocabulary::id).orElse(OptionalInt.empty());
    }

    /** @param input [inputs] written from {@code inputAt} */
    public void encode(int id, float[] input, int inputAt) {
        form.write(id, vocabulary.size(), input, inputAt);
    }

    /** A token is its id; a network of tokens needs no history. */
    @Override
    public int width() {
        return 1;
    }

    @Override
    public int historySize() {
        return 0;
    }

    @Override
    public void encode(double[] token, double[] history, int historyAt, float[] input, int inputAt) {
        encode((int) token[0], input, inputAt);
    }

    @Override
    public String describe() {
        return vocabulary + " as " + form.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
