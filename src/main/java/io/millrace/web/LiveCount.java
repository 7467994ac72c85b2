package io.millrace.web;

import java.util.concurrent.atomic.AtomicLong;

/** What is counted of those who watch. Written by the event loop, read by any thread. */
public final class LiveCount {
    private final AtomicLong clients = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    /** Connected now. */
    public long clients() {
        return clients.get();
    }

    /** Predictions left out, since their clients read too slowly. */
    public long droppedPredictions() {
        return dropped.get();
    }

    /** Connections closed, since their clients read too slowly. */
    public long closedClients() {
        return closed.get();
    }

    void connected(int change) {
        clients.addAndGet(change);
    }

    void dropped(long predictions) {
        dropped.addAndGet(predictions);
    }

    void closed() {
        closed.incrementAndGet();
    }
}
