package io.millrace.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MajorityTest {
    @Test
    void itAnswersWithTheMostFrequentClass() {
        Majority majority = Majority.of(new int[] {0, 2, 2, 1, 1, 2});

        assertEquals(2, majority.label());
        assertEquals(0.25, majority.accuracy(new int[] {0, 1, 1, 2}));
    }

    @Test
    void ofEquallyFrequentClassesTheFirstIsTaken() {
        assertEquals(1, Majority.of(new int[] {3, 1, 3, 1}).label());
    }

    @Test
    void noLabelsAreRefused() {
        assertEquals(
                "majority: expected a label at least, found none",
                assertThrows(IllegalArgumentException.class, () -> Majority.of(new int[0]))
                        .getMessage());
    }
}
