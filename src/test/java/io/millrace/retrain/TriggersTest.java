package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.retrain.Triggers.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggersTest {
    private static final Instant START = Instant.EPOCH;

    private final Triggers triggers = new Triggers(Optional.of(Duration.ofMinutes(10)), 100, START);

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    @Test
    void timeAloneIsNotEnough() {
        assertEquals(Optional.empty(), triggers.due(minute(9), 1000, 1000));
        assertEquals(Optional.empty(), triggers.due(minute(10), 99, 99));
        assertEquals(Optional.of(Reason.TIME), triggers.due(minute(10), 100, 100));
        triggers.done(minute(11));
        assertEquals(Optional.empty(), triggers.due(minute(20), 1000, 1000));
        assertEquals(Optional.of(Reason.TIME), triggers.due(minute(21), 1000, 1000));
    }

    @Test
    void afterAnAlarmItWaitsForPointsOfTheNewWorld() {
        triggers.drift();
        assertEquals(Optional.empty(), triggers.due(minute(60), 5000, 99));
        assertEquals(Optional.of(Reason.DRIFT), triggers.due(minute(1), 5000, 100));
        triggers.done(minute(1));
        assertEquals(Optional.empty(), triggers.due(minute(2), 5000, 5000));
    }

    @Test
    void whatIsPostponedKeepsItsAlarm() {
        triggers.drift();
        triggers.command();
        triggers.postponed(minute(1));
        assertEquals(Optional.of(Reason.DRIFT), triggers.due(minute(2), 5000, 100));
    }

    @Test
    void aCommandNeedsNothing() {
        triggers.command();
        assertEquals(Optional.of(Reason.COMMAND), triggers.due(minute(0), 0, 0));
    }

    @Test
    void withoutATimeItWaitsForEver() {
        assertEquals(Optional.empty(), new Triggers(Optional.empty(), 100, START).due(minute(10_000), 9999, 9999));
    }
}
