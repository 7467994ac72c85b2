package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BacklogTest {
    private static final int BOUND = 3;

    private long offset;

    @Test
    void theNewestOfEachStreamWaits() {
        Backlog backlog = new Backlog(WhenSlow.LATEST, BOUND);
        add(backlog, "a", "b", "a", "a");
        assertEquals(List.of("b1", "a3"), take(backlog));
        assertEquals(2, backlog.takeDropped());
        assertEquals(0, backlog.takeDropped());
    }

    @Test
    void whatWaitsIsBoundedHoweverManyStreamsThereAre() {
        Backlog backlog = new Backlog(WhenSlow.LATEST, BOUND);
        add(backlog, "a", "b", "c", "d", "e");
        assertEquals(List.of("c2", "d3", "e4"), take(backlog));
        assertEquals(2, backlog.takeDropped());
    }

    @Test
    void theOldestGo() {
        Backlog backlog = new Backlog(WhenSlow.OLDEST, BOUND);
        add(backlog, "a", "b", "a", "a");
        assertEquals(List.of("b1", "a2", "a3"), take(backlog));
        assertEquals(1, backlog.takeDropped());
    }

    @Test
    void orNoneGoesAndTheClientIsToBeClosed() {
        Backlog backlog = new Backlog(WhenSlow.CLOSE, BOUND);
        add(backlog, "a", "a", "a");
        assertFalse(backlog.add(record("ball", "a")));
        assertEquals(List.of("a0", "a1", "a2"), take(backlog));
        assertEquals(0, backlog.takeDropped());
    }

    @Test
    void theSameStreamOfTwoModelsIsTwoStreamsAndAFrameIsOfOneModel() {
        Backlog backlog = new Backlog(WhenSlow.LATEST, BOUND);
        assertTrue(backlog.add(record("ball", "a")) && backlog.add(record("text", "a")));
        assertEquals(List.of("a0"), take(backlog));
        assertEquals(List.of("a1"), take(backlog));
        assertTrue(backlog.isEmpty());
    }

    @Test
    void whatWaitsOfAModelIsForgottenWithIt() {
        Backlog backlog = new Backlog(WhenSlow.OLDEST, BOUND);
        assertTrue(backlog.add(record("ball", "a")) && backlog.add(record("text", "a")));
        backlog.forget("ball");
        assertEquals(List.of("a1"), take(backlog));
    }

    private void add(Backlog backlog, String... streams) {
        for (String stream : streams) {
            assertTrue(backlog.add(record("ball", stream)));
        }
    }

    private LiveRecord record(String model, String stream) {
        return new LiveRecord(model, 0, offset++, stream, "{}");
    }

    private static List<String> take(Backlog backlog) {
        return backlog.take(1_000).stream()
                .map(record -> record.stream() + record.offset())
                .toList();
    }
}
