package io.millrace.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One connected client: what it watches, and what waits for it while it reads more slowly than predictions come. It costs a
 * bounded amount of memory and holds nobody up. One thread, the event loop's.
 */
final class LiveClient {
    static final short TOO_SLOW = 4008; // close codes of our own
    static final short FAILED = 4011;

    private static final int FRAME = 32 * 1024; // characters of what waited, about

    /** The way to the client: a WebSocket, or a test's list. */
    interface Outlet {
        /** Whether more than the write buffer's limit waits to be sent, or nothing can be sent any more. */
        boolean full();

        void send(String frame);

        void close(short code, String reason);
    }

    private final Outlet outlet;
    private final Backlog backlog;
    private final LiveHistory history;
    private final LiveCount count;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>(); // by model
    private boolean closed;

    LiveClient(Outlet outlet, Backlog backlog, LiveHistory history, LiveCount count) {
        this.outlet = outlet;
        this.backlog = backlog;
        this.history = history;
        this.count = count;
    }

    /** Of a model; null: none. */
    Subscription subscription(String model) {
        return subscriptions.get(model);
    }

    void subscribe(Subscription subscription) {
        unsubscribe(subscription.model());
        subscriptions.put(subscription.model(), subscription);
        send(LiveProtocol.subscribed(subscription.model(), subscription.positions()));
    }

    void unsubscribe(String model) {
        Subscription gone = subscriptions.remove(model);
        if (gone != null) {
            gone.end();
            backlog.forget(model);
        }
    }

    /** Hands over what was just committed, or lets it wait. */
    void offer(List<LiveRecord> records, String frame) {
        if (backlog.isEmpty() && !outlet.full()) {
            outlet.send(frame);
            return;
        }
        for (LiveRecord record : records) {
            if (!backlog.add(record)) {
                count.closed();
                close(TOO_SLOW, "too slow; resume where you are");
                return;
            }
        }
        drain();
    }

    /** Answers a request, or tells something that is soon told again. A client that does not read does not get it: it would pile up. */
    void reply(String frame) {
        if (!outlet.full()) {
            outlet.send(frame);
        }
    }

    boolean full() {
        return closed || outlet.full();
    }

    /** What must not be left out; its sender looks first whether there is room. */
    void send(String frame) {
        if (!closed) {
            outlet.send(frame);
        }
    }

    /** Sends what waits, as far as there is room. */
    void drain() {
        while (!backlog.isEmpty() && !full()) {
            List<LiveRecord> records = backlog.take(FRAME);
            outlet.send(LiveProtocol.predictions(records.get(0).model(), records));
        }
        if (backlog.isEmpty() && !full()) {
            long dropped = backlog.takeDropped();
            if (dropped > 0) {
                count.dropped(dropped);
                outlet.send(LiveProtocol.dropped(dropped));
            }
            for (Subscription subscription : List.copyOf(subscriptions.values())) {
                subscription.pump(this, history);
            }
        }
    }

    /** Says how far it is, unless something waits: then it is not there. */
    void heartbeat(long millis) {
        if (backlog.isEmpty() && !full()) {
            Map<String, Map<Integer, Long>> positions = new LinkedHashMap<>();
            subscriptions.forEach((model, subscription) -> {
                if (subscription.live()) {
                    positions.put(model, subscription.positions());
                }
            });
            outlet.send(LiveProtocol.heartbeat(millis, positions));
        }
    }

    /** What it asked for cannot be had now: it may try again. */
    void fail() {
        close(FAILED, "the predictions could not be read; try again");
    }

    private void close(short code, String reason) {
        closed = true;
        outlet.close(code, reason);
    }

    /** It has gone. */
    void end() {
        closed = true;
        count.dropped(backlog.takeDropped());
        subscriptions.values().forEach(Subscription::end);
    }
}
