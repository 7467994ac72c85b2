package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.encoding.Scaling;
import io.millrace.network.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitsTest {
    @Test
    void everySequenceFallsOnOneSideTheSameForTheSameSeed() {
        Splits splits = Splits.seeded(100, 0.2, 0.1, 7);
        int[] all = Stream.of(splits.train(), splits.validation(), splits.test())
                .flatMapToInt(IntStream::of)
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, 100).toArray(), all);
        assertEquals(20, splits.validation().length);
        assertEquals(10, splits.test().length);
        assertArrayEquals(splits.train(), Splits.seeded(100, 0.2, 0.1, 7).train());
    }

    @Test
    void everyNthOfEachClassIsHeldOut() {
        Splits splits = Splits.everyNth(new int[] {0, 1, 0, 1, 0, 1, 1}, 2);
        assertArrayEquals(new int[] {0, 1, 4, 5}, splits.test());
        assertArrayEquals(new int[] {2, 3, 6}, splits.train());
    }

    @Test
    void sharesThatLeaveNothingAreRefused() {
        assertEquals(
                "split: expected shares of at least 0, together below 1, found 0.5 and 0.5",
                assertThrows(IllegalArgumentException.class, () -> Splits.seeded(9, 0.5, 0.5, 0))
                        .getMessage());
        assertEquals(
                "split: expected at least one sequence to learn from, found none beside 1 to watch and 0 to test",
                assertThrows(IllegalArgumentException.class, () -> Splits.seeded(1, 0.6, 0, 0))
                        .getMessage());
    }

    @Test
    void aBucketHoldsSimilarLengths() {
        Random random = new Random(3);
        int[] lengths = random.ints(103, 1, 50).toArray();
        int[] order = Buckets.byLength(lengths, 10, 1);
        assertArrayEquals(
                IntStream.range(0, 103).toArray(), IntStream.of(order).sorted().toArray());
        int padded = 0;
        for (int first = 0; first < order.length; first += 10) {
            int[] batch = Arrays.stream(order, first, Math.min(first + 10, order.length))
                    .map(i -> lengths[i])
                    .toArray();
            int longest = Arrays.stream(batch).max().orElse(0);
            padded += Arrays.stream(batch).map(length -> longest - length).sum();
        }
        int found = padded;
        assertTrue(found < 103 * 5, () -> "expected less than 5 steps of padding a sequence, found " + found);
    }

    @Test
    void standardisedFeaturesHaveMeanZeroAndDeviationOneWherePaddingIsLeftOut() {
        Batch batch =
                Batch.of(new float[][][] {{{1, 5}, {3, 5}}, {{5, 5}, {99, 99}}}).withLengths(2, 1);
        Scaling scaling = Standardisation.fit(batch);
        assertEquals(3, scaling.mean().get(0), 1e-6);
        assertEquals(Math.sqrt(8 / 3.0), scaling.deviation().get(0), 1e-6);
        assertEquals(
                List.of(5.0, 1.0),
                List.of(scaling.mean().get(1), scaling.deviation().get(1)));
        float[] scaled = Standardisation.apply(scaling, batch).values();
        assertEquals(-2 / Math.sqrt(8 / 3.0), scaled[0], 1e-6);
        assertEquals(0, scaled[1], 1e-6);
    }
}
