package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignedRanksTest {
    @Test
    void smallCasesAreCountedByHand() {
        assertEquals(1, SignedRanks.above(new double[0]));
        assertEquals(1, SignedRanks.above(new double[] {0, 0}));
        assertEquals(0.5, SignedRanks.above(new double[] {3}));
        assertEquals(1.0 / 64, SignedRanks.above(new double[] {1, 2, 3, 4, 5, 6}));
        assertEquals(2.0 / 64, SignedRanks.above(new double[] {-1, 2, 3, 4, 5, 6}));
        assertEquals(3.0 / 64, SignedRanks.above(new double[] {1, -2, 3, 4, 5, 6}));
        assertEquals(1, SignedRanks.above(new double[] {-1, -2, -3}));
    }

    /** Ranks 1½, 1½ and 3: of eight signs, those with a sum of at least 4½ are + + + , − + + and + − +. */
    @Test
    void equalDifferencesShareTheirRanks() {
        assertEquals(3.0 / 8, SignedRanks.above(new double[] {1, -1, 2}));
    }

    /** Darwin's maize; counted over all 2^15 signs. */
    @Test
    void darwinsMaizeHasItsKnownChance() {
        double[] differences = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};
        assertEquals(0.0206298828125, SignedRanks.above(differences));
    }

    @Test
    void aClearLeadOfVeryManyIsNoChance() {
        double[] differences = new Random(4).doubles(100_000, -1, 4).toArray();
        assertEquals(0, SignedRanks.above(differences), 1e-9);
    }

    @Test
    void theNormalFormGoesOnWhereTheExactOneEnds() {
        Random random = new Random(3);
        double[] differences = random.doubles(SignedRanks.EXACT, -1, 1.4).toArray();
        double[] oneMore = Arrays.copyOf(differences, differences.length + 1);
        oneMore[differences.length] = 1e-9;
        assertEquals(SignedRanks.above(differences), SignedRanks.above(oneMore), 0.005);
    }
}
