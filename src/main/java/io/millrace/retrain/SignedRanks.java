package io.millrace.retrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Wilcoxon's signed-rank test: whether paired differences lie above zero by more than chance. It asks for no distribution,
 * only that without an effect each difference would be as likely to have the other sign.
 *
 * <p>Up to {@value #EXACT} pairs all 2^n signs are reckoned; beyond, their sum is taken for normal. Zeros are left out,
 * equal differences share their ranks.
 * Source: Wilcoxon, Biometrics Bulletin 1 (1945).
 */
final class SignedRanks {
    static final int EXACT = 60;

    private SignedRanks() {}

    /** How likely differences at least so much above zero would be by chance; 1 without any. */
    static double above(double[] differences) {
        double[] given = Arrays.stream(differences).filter(d -> d != 0).toArray();
        int[] ranks = doubledRanks(given);
        long positive = 0;
        for (int i = 0; i < given.length; i++) {
            positive += given[i] > 0 ? ranks[i] : 0;
        }
        if (given.length == 0) {
            return 1;
        }
        return given.length <= EXACT ? exact(ranks, (int) positive) : normal(ranks, positive);
    }

    /** Twice the ranks by size, so that shared ranks are whole. */
    private static int[] doubledRanks(double[] differences) {
        Map<Double, List<Integer>> bySize = new TreeMap<>();
        for (int i = 0; i < differences.length; i++) {
            bySize.computeIfAbsent(Math.abs(differences[i]), any -> new ArrayList<>())
                    .add(i);
        }
        int[] ranks = new int[differences.length];
        int smaller = 0;
        for (List<Integer> equal : bySize.values()) {
            int rank = 2 * smaller + equal.size() + 1;
            equal.forEach(i -> ranks[i] = rank);
            smaller += equal.size();
        }
        return ranks;
    }

    private static double exact(int[] ranks, int positive) {
        double[] chances = new double[Arrays.stream(ranks).sum() + 1]; // of each sum, over all signs
        chances[0] = 1;
        for (int rank : ranks) {
            for (int sum = chances.length - 1; sum >= 0; sum--) {
                chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
            }
        }
        return Arrays.stream(chances, positive, chances.length).sum();
    }

    private static double normal(int[] ranks, long positive) {
        double mean = Arrays.stream(ranks).asDoubleStream().sum() / 2;
        double variance = Arrays.stream(ranks).asDoubleStream().map(r -> r * r).sum() / 4;
        return upperTail((positive - 1 - mean) / Math.sqrt(variance));
    }

    /** Of the standard normal distribution, to 1e-7: Abramowitz and Stegun 26.2.17. */
    private static double upperTail(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
        return z >= 0 ? tail : 1 - tail;
    }
}
