package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CanaryErrorsTest {
    private final CanaryErrors errors = new CanaryErrors();

    private void add(int count, boolean canary, double error, double baseline) {
        for (int i = 0; i < count; i++) {
            errors.add(canary, error, baseline);
        }
    }

    @Test
    void harderStreamsAreNoFaultOfTheModelThatServesThem() {
        add(100, false, 1, 2);
        add(100, true, 4, 10);
        assertFalse(errors.isWorse(), errors::describe);
    }

    @Test
    void aLargerShareOfTheBaselinesErrorIsWorse() {
        add(100, false, 1, 2);
        add(100, true, 1.1, 2);
        assertTrue(errors.isWorse(), errors::describe);
        assertFalse(errors.isMuchWorse(), errors::describe);
    }

    @Test
    void itIsCalledOffBeforeItsTimeOnlyWhenThereIsNoDoubt() {
        add(500, false, 1, 2);
        add(499, true, 2, 2);
        assertFalse(errors.isMuchWorse());
        add(1, true, 2, 2);
        assertTrue(errors.isMuchWorse());
    }

    @Test
    void withoutABaselineTheErrorsThemselvesCount() {
        add(100, false, 1, Double.NaN);
        add(100, true, 1.1, Double.NaN);
        assertTrue(errors.isWorse(), errors::describe);
    }

    @Test
    void withoutPointsNothingIsSaidAgainstIt() {
        add(100, false, 1, 2);
        assertFalse(errors.isWorse());
        assertEquals("no points came to see it as a canary", errors.describe());
    }
}
