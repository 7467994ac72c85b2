package io.millrace.web;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everyone who watches: takes their requests, and hands each prediction to those who asked for it. One thread, the event loop's. */
public final class LiveHub {
    static final int STREAMS_WAITING = 256;
    static final int MOST_CLIENTS = 1_000;

    private final Map<String, LiveModel> models = new LinkedHashMap<>();
    private final Set<LiveClient> clients = new LinkedHashSet<>();

    private volatile int connected;

    public LiveHub(List<LiveModel> models) {
        models.forEach(model -> this.models.put(model.name(), model));
    }

    boolean crowded() {
        return connected >= MOST_CLIENTS;
    }

    /** Clients connected now; any thread may ask. */
    public int clients() {
        return connected;
    }

    LiveClient connect(LiveClient.Outlet outlet) {
        LiveClient client = new LiveClient(outlet, STREAMS_WAITING);
        clients.add(client);
        connected = clients.size();
        client.reply(LiveProtocol.models(models.values()));
        return client;
    }

    void disconnect(LiveClient client) {
        clients.remove(client);
        connected = clients.size();
    }

    /** A client's frame. */
    void receive(LiveClient client, String frame) {
        try {
            LiveRequest request = LiveProtocol.parse(frame);
            if (!models.containsKey(request.model())) {
                throw new IllegalArgumentException(
                        "model: expected one of " + models.keySet() + ", found \"" + request.model() + "\"");
            }
            client.subscriptions().apply(request);
        } catch (IllegalArgumentException e) {
            client.reply(LiveProtocol.error(e.getMessage()));
        }
    }

    /** A committed prediction: its frame is made once, however many watch. */
    public void publish(String model, String stream, String outputRecord) {
        String frame = null;
        for (LiveClient client : clients) {
            if (client.subscriptions().include(model, stream)) {
                frame = frame == null ? LiveProtocol.prediction(outputRecord) : frame;
                client.offer(model, stream, frame);
            }
        }
    }
}
