package io.millrace.baseline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Predicts the next token from the few before it, by how often each came after them. Orders are interpolated after Witten
 * and Bell: of a context h that was seen c(h) times, before T(h) different tokens,
 *
 * <pre>{@code
 *   p(w | h) = (c(h·w) + T(h) · p(w | h without its oldest token)) / (c(h) + T(h))
 * }</pre>
 *
 * and below the empty context every symbol is as probable as the others. An order of 1 is a unigram, of 2 a bigram.
 * Counts stand in a tree: a node is a context, its children what came after it. Belongs to one thread.
 * Source: Witten and Bell 1991, doi:10.1109/18.87000.
 */
public final class NGram {
    private static final int NONE = -1;
    private static final int ROOT = 0;

    private final int order;
    private final int symbols;
    private final Map<Long, Integer> children = new HashMap<>(); // node · symbols + token → node
    private int[] seen = new int[1024]; // of each node, how often
    private int[] followed = new int[1024]; // how often by anything
    private int[] kinds = new int[1024]; // by how many different tokens
    private int nodes = 1;

    /** @param symbols tokens are 0 to symbols − 1 */
    public NGram(int order, int symbols) {
        if (order < 1 || symbols < 1) {
            throw new IllegalArgumentException(
                    "n-gram: expected an order and symbols of at least 1, found " + order + " and " + symbols);
        }
        this.order = order;
        this.symbols = symbols;
    }

    /** For tables. */
    public String name() {
        return order == 1 ? "unigram" : order == 2 ? "bigram" : order + "-gram";
    }

    /** Counts a text; further texts add to it. */
    public NGram learn(int[] tokens) {
        int[] contexts = contexts();
        for (int token : tokens) {
            for (int k = order - 1; k >= 0; k--) {
                int next = contexts[k] == NONE ? NONE : follow(contexts[k], token);
                if (k + 1 < order) {
                    contexts[k + 1] = next;
                }
            }
        }
        return this;
    }

    /** Node of the last k tokens, for each k; at a text's beginning only that of none. */
    private int[] contexts() {
        int[] contexts = new int[order];
        Arrays.fill(contexts, NONE);
        contexts[0] = ROOT;
        return contexts;
    }

    private int follow(int context, int token) {
        int child = children.computeIfAbsent(key(context, token), key -> newNode());
        kinds[context] += seen[child] == 0 ? 1 : 0;
        followed[context]++;
        seen[child]++;
        return child;
    }

    private int newNode() {
        if (nodes == seen.length) {
            seen = Arrays.copyOf(seen, 2 * nodes);
            followed = Arrays.copyOf(followed, 2 * nodes);
            kinds = Arrays.copyOf(kinds, 2 * nodes);
        }
        return nodes++;
    }

    private long key(int context, int token) {
        if (token < 0 || token >= symbols) {
            throw new IllegalArgumentException(
                    name() + ": expected a token of 0 to " + (symbols - 1) + ", found " + token);
        }
        return (long) context * symbols + token;
    }

    /** Mean −ln p over a text's tokens, each from those before it. */
    public double nats(int[] tokens) {
        return nats(tokens, 0);
    }

    /** @param given tokens at the beginning that are not predicted */
    public double nats(int[] tokens, int given) {
        if (tokens.length <= given) {
            throw new IllegalArgumentException(
                    name() + ": expected more than " + given + " tokens, found " + tokens.length);
        }
        int[] contexts = contexts();
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            int token = tokens[i];
            sum -= i < given ? 0 : Math.log(probability(contexts, token));
            for (int k = order - 1; k > 0; k--) {
                contexts[k] = contexts[k - 1] == NONE ? NONE : children.getOrDefault(key(contexts[k - 1], token), NONE);
            }
        }
        return sum / (tokens.length - given);
    }

    private double probability(int[] contexts, int token) {
        double p = 1.0 / symbols;
        for (int context : contexts) {
            if (context != NONE && followed[context] > 0) {
                Integer child = children.get(key(context, token));
                double count = child == null ? 0 : seen[child];
                p = (count + kinds[context] * p) / (followed[context] + kinds[context]);
            }
        }
        return p;
    }
}
