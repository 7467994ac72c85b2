package io.millrace.web;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One connected client: its subscriptions, and what waits for it while it reads more slowly than predictions come. Then only
 * the newest prediction of each stream is kept, of at most {@code bound} streams, and the client is told how many it missed: a
 * stalled client costs a fixed amount of memory and holds nobody up. One thread, the event loop's.
 */
final class LiveClient {
    /** The way to the client: a WebSocket, or a test's list. */
    interface Outlet {
        /** Whether more than the write buffer's limit waits to be sent. */
        boolean full();

        void send(String frame);
    }

    private record StreamOfModel(String model, String stream) {}

    private final Outlet outlet;
    private final int bound;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Map<StreamOfModel, String> waiting = new LinkedHashMap<>();
    private long dropped;

    LiveClient(Outlet outlet, int bound) {
        this.outlet = outlet;
        this.bound = bound;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Sends a prediction, or lets it wait, or drops an older one for it. */
    void offer(String model, String stream, String frame) {
        if (waiting.isEmpty() && !outlet.full()) {
            outlet.send(frame);
        } else {
            keep(new StreamOfModel(model, stream), frame);
            drain();
        }
    }

    /** Answers a request. A client that asks without reading gets no answers: they would pile up. */
    void reply(String frame) {
        if (!outlet.full()) {
            outlet.send(frame);
        }
    }

    /** Sends what waits, as far as there is room. */
    void drain() {
        Iterator<String> frames = waiting.values().iterator();
        while (frames.hasNext() && !outlet.full()) {
            outlet.send(frames.next());
            frames.remove();
        }
        if (dropped > 0 && !outlet.full()) {
            outlet.send(LiveProtocol.dropped(dropped));
            dropped = 0;
        }
    }

    private void keep(StreamOfModel stream, String frame) {
        if (waiting.remove(stream) != null) { // removed and put again: the newest waits last
            dropped++;
        } else if (waiting.size() == bound) {
            waiting.remove(waiting.keySet().iterator().next());
            dropped++;
        }
        waiting.put(stream, frame);
    }
}
