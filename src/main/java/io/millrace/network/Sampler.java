package io.millrace.network;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws one of several by their probabilities.
 *
 * <pre>{@code
 *   p ← p^(1/temperature), the topK largest of them, of these the fewest that hold topP of their sum
 * }</pre>
 *
 * A temperature of 0 takes the largest, the first of equals. The arithmetic is that of StrictMath in a fixed order: the
 * same random numbers draw the same on every machine. Immutable.
 * Source of topP: Holtzman et al. 2020, arXiv:1904.09751 (nucleus sampling).
 *
 * @param topK 0 for all
 * @param topP above 0, at most 1; 1 for all
 */
public record Sampler(double temperature, int topK, double topP) {
    public Sampler {
        require(temperature >= 0 && Double.isFinite(temperature), "temperature", "0 or more", temperature);
        require(topK >= 0, "top-k", "0 (all) or more", topK);
        require(topP > 0 && topP <= 1, "top-p", "a number above 0, at most 1", topP);
    }

    private static void require(boolean holds, String what, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }

    /** @param probabilities not negative, one at least above 0 */
    public int draw(double[] probabilities, RandomGenerator random) {
        List<Integer> ordered = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i])) // stable: the first of equals
                .toList();
        if (temperature == 0) {
            return ordered.get(0);
        }
        int kept = topK == 0 ? ordered.size() : Math.min(topK, ordered.size());
        double largest = StrictMath.log(probabilities[ordered.get(0)]);
        double[] weights = new double[kept];
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            weights[i] = StrictMath.exp((StrictMath.log(probabilities[ordered.get(i)]) - largest) / temperature);
            sum += weights[i];
        }
        double nucleus = 0;
        int size = 0;
        while (size < kept && (size == 0 || nucleus < topP * sum)) {
            nucleus += weights[size++];
        }
        return ordered.get(pick(weights, size, nucleus * random.nextDouble()));
    }

    private static int pick(double[] weights, int size, double at) {
        double sum = 0;
        for (int i = 0; i < size - 1; i++) {
            sum += weights[i];
            if (at < sum) {
                return i;
            }
        }
        return size - 1; // rounding may leave the sum a little short
    }
}
