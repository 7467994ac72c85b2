package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void oneNumberThatIsNotFiniteIsFoundWhereverItStands() {
        for (int size = 0; size < 12; size++) {
            float[] numbers = new float[size + 2];
            Arrays.fill(numbers, -Float.MAX_VALUE);
            numbers[0] = Float.NaN; // not asked for
            numbers[size + 1] = Float.POSITIVE_INFINITY;
            assertTrue(Numbers.finite(numbers, 1, size + 1));
            for (int at = 1; at <= size; at++) {
                for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                    numbers[at] = wrong;
                    assertFalse(Numbers.finite(numbers, 1, size + 1));
                }
                numbers[at] = -0f;
                assertTrue(Numbers.finite(numbers, 1, size + 1));
            }
        }
    }
}
