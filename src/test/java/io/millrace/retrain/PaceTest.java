package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong time = new AtomicLong();
    private final AtomicLong cpu = new AtomicLong();
    private final AtomicLong rested = new AtomicLong();

    private Pace pace(double share) {
        return new Pace(
                share,
                time::get,
                cpu::get,
                nanos -> {
                    rested.set(nanos);
                    time.addAndGet(nanos);
                },
                () -> false,
                done -> {});
    }

    private void work(Pace pace, long took, long onTheProcessor) {
        pace.work(() -> {
            time.addAndGet(took);
            cpu.addAndGet(onTheProcessor);
        });
    }

    @Test
    void withTheProcessorToItselfItTakesItsShare() {
        Pace half = pace(0.5);
        work(half, 10 * MILLI, 10 * MILLI);
        assertEquals(10 * MILLI, rested.get());
        work(pace(0.2), 10 * MILLI, 10 * MILLI);
        assertEquals(40 * MILLI, rested.get(), 10);
    }

    @Test
    void whoHadToWaitForTheProcessorGivesWay() {
        Pace half = pace(0.5);
        work(half, 20 * MILLI, 10 * MILLI);
        assertEquals((10 + 8 * 10) * MILLI, rested.get());
        work(half, 4_000 * MILLI, 10 * MILLI); // a disk, perhaps
        assertEquals((10 + 500) * MILLI, rested.get());
        work(half, 10 * MILLI, 10 * MILLI);
        assertEquals(10 * MILLI, rested.get(), "what was before does not count");
    }

    @Test
    void aWholeCoreIsNeverGivenUp() {
        work(pace(1), 20 * MILLI, 10 * MILLI);
        assertEquals(0, rested.get());
    }
}
