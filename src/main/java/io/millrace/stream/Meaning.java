package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a network's outputs say: values in their units, or one of several symbols. Immutable. */
sealed interface Meaning {
    /**
     * What a network says: of the next of what came in where there is no target, else of that.
     *
     * @param distribution of a network whose outputs are symbols
     */
    static Meaning of(Encoding encoding, Optional<Target> target, Distribution distribution) {
        if (target.isEmpty()) {
            return encoding instanceof TokenEncoding tokens
                    ? new Symbols(tokens.vocabulary().symbols(), Optional.of(tokens.vocabulary()), distribution)
                    : new NextPoint((PointEncoding) encoding);
        }
        if (target.get() instanceof Target.Values values) {
            return new Numbers(values);
        }
        return target.get() instanceof TokenEncoding tokens
                ? new Symbols(tokens.vocabulary().symbols(), Optional.of(tokens.vocabulary()), distribution)
                : new Symbols(((Target.Labels) target.get()).names(), Optional.empty(), distribution);
    }

    /**
     * One output as numbers: values in their units, or the likeliest symbol's place.
     *
     * @param memory of the encoding at that point, from {@code memoryAt} on
     */
    double[] value(float[] outputs, int at, double[] memory, int memoryAt);

    /** One output by itself. */
    Answer.Outcome outcome(float[] outputs, int at, double[] memory, int memoryAt, int top);

    /** What {@link #value} gave, one behind the other. */
    Answer.Outcome series(List<double[]> values, double logProbability);

    /** Values in their units. */
    sealed interface Quantities extends Meaning {
        @Override
        default Answer.Outcome outcome(float[] outputs, int at, double[] memory, int memoryAt, int top) {
            return new Answer.Values(boxed(value(outputs, at, memory, memoryAt)));
        }

        @Override
        default Answer.Outcome series(List<double[]> values, double logProbability) {
            return new Answer.Series(values.stream().map(Meaning::boxed).toList());
        }
    }

    /** The next point. */
    record NextPoint(PointEncoding encoding) implements Quantities {
        @Override
        public double[] value(float[] outputs, int at, double[] memory, int memoryAt) {
            double[] next = new double[encoding.outputs()];
            encoding.decode(outputs, at, memory, memoryAt, next);
            return next;
        }
    }

    /** Values of their own. */
    record Numbers(Target.Values target) implements Quantities {
        @Override
        public double[] value(float[] outputs, int at, double[] memory, int memoryAt) {
            double[] values = new double[target.outputs()];
            for (int i = 0; i < values.length; i++) {
                values[i] = target.scaling().unscale(i, outputs[at + i]);
            }
            return values;
        }
    }

    /** Labels or tokens. */
    record Symbols(List<String> names, Optional<Vocabulary> vocabulary, Distribution distribution) implements Meaning {
        @Override
        public double[] value(float[] outputs, int at, double[] memory, int memoryAt) {
            double[] probabilities = distribution.read(outputs, at);
            int likeliest = 0;
            for (int i = 1; i < probabilities.length; i++) {
                likeliest = likelierFirst(probabilities[i], probabilities[likeliest]) < 0 ? i : likeliest;
            }
            return new double[] {likeliest};
        }

        @Override
        public Answer.Choice outcome(float[] outputs, int at, double[] memory, int memoryAt, int top) {
            double[] probabilities = distribution.read(outputs, at);
            List<Answer.Scored> scored = new ArrayList<>();
            for (int id : likeliest(probabilities, Math.min(top, probabilities.length))) {
                scored.add(new Answer.Scored(names.get(id), probabilities[id]));
            }
            return new Answer.Choice(scored, List.of());
        }

        @Override
        public Answer.Symbols series(List<double[]> values, double logProbability) {
            List<String> symbols =
                    values.stream().map(value -> names.get((int) value[0])).toList();
            String text = vocabulary.map(of -> of.kind().join(symbols)).orElseGet(() -> String.join(" ", symbols));
            return new Answer.Symbols(symbols, text, logProbability);
        }

        private static int likelierFirst(double one, double other) {
            return Double.compare(-one, -other);
        }

        /** The places of so many, the likeliest first; of equals the first. */
        private static int[] likeliest(double[] probabilities, int count) {
            int[] places = new int[count];
            int found = 0;
            for (int i = 0; i < probabilities.length && count > 0; i++) {
                if (found == count && likelierFirst(probabilities[i], probabilities[places[count - 1]]) >= 0) {
                    continue;
                }
                int at = Math.min(found, count - 1);
                for (; at > 0 && likelierFirst(probabilities[i], probabilities[places[at - 1]]) < 0; at--) {
                    places[at] = places[at - 1];
                }
                places[at] = i;
                found = Math.min(found + 1, count);
            }
            return places;
        }
    }

    private static List<Double> boxed(double[] values) {
        List<Double> boxed = new ArrayList<>(values.length);
        for (double value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
