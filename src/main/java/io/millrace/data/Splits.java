package io.millrace.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of a data set's sequences to learn from, which to watch while learning, and which to keep for the end. For streams
 * with names see {@link StreamSplit}.
 *
 * @param train their places, as those of the others
 * @param validation may be empty
 * @param test may be empty
 */
public record Splits(int[] train, int[] validation, int[] test) {
    public Splits {
        if (train.length == 0) {
            throw new IllegalArgumentException("split: expected at least one sequence to learn from, found none beside "
                    + validation.length + " to watch and " + test.length + " to test");
        }
    }

    /** Holds every n-th of each class out where that is asked for, else a share that is drawn by lot. */
    public static Splits of(int[] labels, Optional<Integer> everyNth, double share, long seed) {
        return everyNth.map(n -> everyNth(labels, n)).orElseGet(() -> seeded(labels.length, share, 0, seed));
    }

    /** Those that are not learned from: the ones for the test, or else those to watch. */
    public int[] held() {
        return test.length > 0 ? test : validation;
    }

    /** Drawn by lot: the same count and seed give the same split. */
    public static Splits seeded(int count, double validation, double test, long seed) {
        if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
            throw new IllegalArgumentException(
                    "split: expected shares of at least 0, together below 1, found " + validation + " and " + test);
        }
        int[] drawn = drawn(count, seed);
        int tested = (int) Math.round(test * count);
        int watched = tested + (int) Math.round(validation * count);
        return new Splits(
                Arrays.copyOfRange(drawn, watched, count),
                Arrays.copyOfRange(drawn, tested, watched),
                Arrays.copyOfRange(drawn, 0, tested));
    }

    /** Holds the first, and then every n-th, sequence of each class out for testing. */
    public static Splits everyNth(int[] labels, int n) {
        if (n < 2) {
            throw new IllegalArgumentException("split: expected every 2nd or a later one, found " + n);
        }
        Map<Integer, Integer> seen = new HashMap<>();
        Map<Boolean, List<Integer>> parts = IntStream.range(0, labels.length)
                .boxed()
                .collect(Collectors.partitioningBy(i -> (seen.merge(labels[i], 1, Integer::sum) - 1) % n == 0));
        return new Splits(array(parts.get(false)), new int[0], array(parts.get(true)));
    }

    private static int[] array(List<Integer> places) {
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** 0 … count − 1 in an order drawn by lot. */
    static int[] drawn(int count, long seed) {
        int[] order = IntStream.range(0, count).toArray();
        Random random = new Random(seed);
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
