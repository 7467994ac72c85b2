package io.millrace.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PortionTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Portion portion = new Portion("a", 256).within(LONGEST);

    @Test
    void itGrowsWithEachQuickTransactionThatItHasFilled() {
        portion.ended(255, Duration.ofMillis(10));
        assertEquals(256, portion.left(0));
        portion.ended(256, Duration.ofMillis(10));
        assertEquals(512, portion.left(0));
        portion.ended(600, Duration.ofMillis(2500));
        assertEquals(1024, portion.left(0));
        assertEquals(24, portion.left(1000));
        portion.ended(1024, Duration.ofMillis(2501));
        assertEquals(1024, portion.left(0));
    }

    /** Twenty seconds are twice as long as it may take; a quarter of that time is aimed at. */
    @Test
    void itShrinksToWhatGetsThroughInAQuarterOfTheTime() {
        portion.ended(160, Duration.ofSeconds(20));
        assertEquals(20, portion.left(0));
    }

    /** Where it is not the points that take the time, fewer of them would not take less. */
    @Test
    void itDoesNotShrinkBelowWhatIsWorthACommit() {
        for (int i = 0; i < 10; i++) {
            portion.ended(portion.left(0), LONGEST);
        }
        assertEquals(16, portion.left(0));
        portion.ended(1, LONGEST);
        assertEquals(16, portion.left(0));
    }

    @Test
    void itNeverOverflows() {
        for (int i = 0; i < 40; i++) {
            portion.ended(portion.left(0), Duration.ZERO);
        }
        assertEquals(1 << 20, portion.left(0));
    }
}
