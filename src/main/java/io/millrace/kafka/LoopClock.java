package io.millrace.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time as the loop sees it. */
public interface LoopClock {
    LoopClock SYSTEM = new LoopClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public void pause(Duration duration, CountDownLatch stopped) throws InterruptedException {
            boolean early = stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            if (early) {
                return; // no reason to wait any longer
            }
        }
    };

    /** For durations. */
    long nanoTime();

    /** Milliseconds since 1970, to compare with records' timestamps. */
    long millis();

    /** Waits, but no longer than until {@code stopped}. */
    void pause(Duration duration, CountDownLatch stopped) throws InterruptedException;
}
