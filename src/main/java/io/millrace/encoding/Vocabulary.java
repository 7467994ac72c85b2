package io.millrace.encoding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The symbols that a network reads and writes as numbers: a symbol's id is its place in the list, from 0. Immutable.
 */
public final class Vocabulary {
    /** What stands for a symbol that the vocabulary does not hold, where it has this one. */
    public static final String UNKNOWN = "<unk>";

    /** How a text falls into symbols, and symbols make a text. */
    public enum Kind {
        /** Unicode code points, written side by side. */
        CHARACTERS {
            @Override
            public List<String> split(String text) {
                return text.codePoints().mapToObj(Character::toString).toList();
            }

            @Override
            public String join(List<String> symbols) {
                return String.join("", symbols);
            }
        },
        /** What stands between white space, written with a space between. */
        WORDS {
            @Override
            public List<String> split(String text) {
                return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
            }

            @Override
            public String join(List<String> symbols) {
                return String.join(" ", symbols);
            }
        };

        public abstract List<String> split(String text);

        public abstract String join(List<String> symbols);
    }

    private final Kind kind;
    private final List<String> symbols;
    private final Map<String, Integer> ids;

    /** @param symbols no two the same */
    public Vocabulary(Kind kind, List<String> symbols) {
        this.kind = kind;
        this.symbols = List.copyOf(symbols);
        ids = index(symbols);
    }

    /** Every symbol of the text, in the order of their code points. */
    public static Vocabulary of(Kind kind, String text) {
        return new Vocabulary(kind, new ArrayList<>(new TreeSet<>(kind.split(text))));
    }

    private static Map<String, Integer> index(List<String> symbols) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (String symbol : symbols) {
            Integer before = ids.put(symbol, ids.size());
            if (before != null) {
                throw new IllegalArgumentException("vocabulary: expected symbols that differ, found \"" + symbol
                        + "\" at " + before + " and again");
            }
        }
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("vocabulary: expected at least one symbol, found none");
        }
        return Map.copyOf(ids);
    }

    public Kind kind() {
        return kind;
    }

    public List<String> symbols() {
        return symbols;
    }

    public int size() {
        return symbols.size();
    }

    /** The symbol's id, else that of {@link #UNKNOWN}, else nothing. */
    public OptionalInt id(String symbol) {
        Integer id = ids.getOrDefault(symbol, ids.get(UNKNOWN));
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    public String symbol(int id) {
        return symbols.get(id);
    }

    /** Errors: a symbol that has no id is an {@link IllegalArgumentException} that names it and its place. */
    public int[] encode(String text) {
        List<String> parts = kind.split(text);
        int[] encoded = new int[parts.size()];
        for (int i = 0; i < encoded.length; i++) {
            String symbol = parts.get(i);
            int place = i;
            encoded[i] = id(symbol)
                    .orElseThrow(() -> new IllegalArgumentException("text: expected symbols of the vocabulary ("
                            + size() + "), found \"" + symbol + "\" at " + place));
        }
        return encoded;
    }

    public String decode(int[] tokens) {
        List<String> parts = new ArrayList<>(tokens.length);
        for (int token : tokens) {
            parts.add(symbol(token));
        }
        return kind.join(parts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary that && kind == that.kind && symbols.equals(that.symbols);
    }

    @Override
    public int hashCode() {
        return symbols.hashCode();
    }

    @Override
    public String toString() {
        return size() + " " + kind.name().toLowerCase(Locale.ROOT);
    }
}
