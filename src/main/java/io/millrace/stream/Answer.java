package io.millrace.stream;

import java.util.List;
import java.util.Optional;

/**
 * What a stream's points so far, or all of its sequence, tell: labels, tokens, values, or several of them.
 *
 * @param token that came, on a stream of tokens
 * @param error in nats where tokens are predicted; NaN where there is nothing to compare
 */
public record Answer(
        StreamKey stream,
        long n,
        long timestamp,
        ModelVersion model,
        Optional<String> token,
        Outcome outcome,
        Standing standing,
        double error,
        double baselineError)
        implements Result {
    /** Whether there may be more to come. */
    public enum Standing {
        /** Nothing that follows will change it. */
        PLAIN,
        /** Of the points so far; at the end there is one more. */
        PROVISIONAL,
        /** Of the finished sequence. */
        FINAL
    }

    /** A label or token and its probability. */
    public record Scored(String label, double probability) {}

    /** What the answer is. */
    public sealed interface Outcome {}

    /** Values, in their units. */
    public record Values(List<Double> values) implements Outcome {
        public Values {
            values = List.copyOf(values);
        }
    }

    /**
     * One of several.
     *
     * @param top the likeliest first, at least one
     * @param ahead what follows if each time the likeliest comes
     */
    public record Choice(List<Scored> top, List<String> ahead) implements Outcome {
        public Choice {
            top = List.copyOf(top);
            ahead = List.copyOf(ahead);
        }

        public String label() {
            return top.get(0).label();
        }
    }

    /** Several values, one behind the other. */
    public record Series(List<List<Double>> outputs) implements Outcome {
        public Series {
            outputs = outputs.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Several labels or tokens.
     *
     * @param text the same as one text
     * @param logProbability of all of them together, the end token included, where it was reckoned; else NaN
     */
    public record Symbols(List<String> outputs, String text, double logProbability) implements Outcome {
        public Symbols {
            outputs = List.copyOf(outputs);
        }
    }
}
