package io.millrace.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a command running until SIGTERM or Ctrl-C, and the JVM from leaving before the command has closed what it runs:
 * a shutdown hook that does not wait would cut the last transaction off.
 */
final class UntilStopped implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    UntilStopped() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "shutdown"));
    }

    private void stopAndWait() {
        stopped.countDown();
        try {
            closed.await(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same as the signal, from inside. */
    void stop() {
        stopped.countDown();
    }

    /** Waits for the signal. */
    void await() throws InterruptedException {
        stopped.await();
    }

    /** Waits for the signal, but no longer than this; says whether it came. */
    boolean await(Duration longest) throws InterruptedException {
        return stopped.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** To be called last, when everything is closed. */
    @Override
    public void close() {
        closed.countDown();
    }
}
