package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final double[] PROBABILITIES = {0.1, 0.4, 0.05, 0.4, 0.05};
    private static final int DRAWS = 20_000;

    private static double[] frequencies(Sampler sampler) {
        SplittableRandom random = new SplittableRandom(1);
        double[] frequencies = new double[PROBABILITIES.length];
        for (int i = 0; i < DRAWS; i++) {
            frequencies[sampler.draw(PROBABILITIES, random)] += 1.0 / DRAWS;
        }
        return frequencies;
    }

    private static Set<Integer> drawn(Sampler sampler) {
        Set<Integer> drawn = new TreeSet<>();
        double[] frequencies = frequencies(sampler);
        for (int i = 0; i < frequencies.length; i++) {
            if (frequencies[i] > 0) {
                drawn.add(i);
            }
        }
        return drawn;
    }

    @Test
    void atTemperatureOneTheFrequenciesAreTheProbabilities() {
        double[] frequencies = frequencies(new Sampler(1, 0, 1));
        for (int i = 0; i < frequencies.length; i++) {
            assertEquals(PROBABILITIES[i], frequencies[i], 0.01);
        }
    }

    @Test
    void aTemperatureChangesTheOdds() {
        double[] frequencies = frequencies(new Sampler(0.5, 0, 1));
        assertEquals(16, frequencies[1] / frequencies[0], 2.5, "0.4²/0.1²");
        double[] even = frequencies(new Sampler(1e6, 0, 1));
        assertEquals(0.2, even[2], 0.01);
    }

    @Test
    void towardsZeroTheLikeliestIsTakenTheFirstOfEquals() {
        assertEquals(Set.of(1), drawn(new Sampler(0, 0, 1)));
        assertEquals(Set.of(1, 3), drawn(new Sampler(1e-3, 0, 1)));
    }

    @Test
    void onlyTheLikeliestOrTheNucleusAreDrawn() {
        assertEquals(Set.of(1), drawn(new Sampler(1, 1, 1)));
        assertEquals(Set.of(0, 1, 3), drawn(new Sampler(1, 3, 1)));
        assertEquals(Set.of(1, 3), drawn(new Sampler(1, 0, 0.8)));
        assertEquals(Set.of(0, 1, 3), drawn(new Sampler(1, 0, 0.81)));
        assertEquals(Set.of(1), drawn(new Sampler(1, 0, 1e-9)));
    }

    @Test
    void whatHasNoProbabilityIsNeverDrawn() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1000; i++) {
            assertTrue(new Sampler(2, 0, 1).draw(new double[] {0, 0.5, 0, 0.5}, random) % 2 == 1);
        }
    }

    @Test
    void senselessSettingsAreRefused() {
        assertEquals(
                "temperature: expected 0 or more, found -1.0",
                assertThrows(IllegalArgumentException.class, () -> new Sampler(-1, 0, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Sampler(1, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Sampler(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampler(Double.NaN, 0, 1));
    }
}
