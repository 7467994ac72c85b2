package io.millrace.web;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Everyone who watches: takes their requests, and hands each prediction to those who asked for it. One thread, the event loop's. */
public final class LiveHub {
    static final int RECORDS_WAITING = 256;
    static final int MOST_CLIENTS = 5_000;
    static final int MOST_RECENT = 5_000; // of a model
    static final long MOST_RECENT_CHARACTERS = 8L << 20;
    static final int MOST_STREAMS = 5_000; // of a model, in a snapshot

    private final Map<String, LiveModel> models = new LinkedHashMap<>();
    private final Map<String, RecentRecords> recent = new HashMap<>();
    private final Map<String, RetrainingLog> retrainings = new HashMap<>();
    private final Map<String, Long> published = new HashMap<>(); // since the last status
    private final Set<LiveClient> clients = new LinkedHashSet<>();
    private final int mostClients;
    private final LiveHistory history;
    private final LiveCount count;
    private final InstantSource clock;
    private long statusAt;

    /** Without a history: who resumes gets what is in memory. */
    public LiveHub(List<LiveModel> models) {
        this(models, MOST_CLIENTS, LiveHistory.NONE, new LiveCount(), InstantSource.system());
    }

    LiveHub(List<LiveModel> models, int mostClients, LiveHistory history, LiveCount count, InstantSource clock) {
        for (LiveModel model : models) {
            this.models.put(model.name(), model);
            recent.put(model.name(), new RecentRecords(MOST_RECENT, MOST_RECENT_CHARACTERS, MOST_STREAMS));
            retrainings.put(model.name(), new RetrainingLog());
        }
        this.mostClients = mostClients;
        this.history = history;
        this.count = count;
        this.clock = clock;
        statusAt = clock.millis();
    }

    boolean crowded() {
        return clients.size() >= mostClients;
    }

    int mostClients() {
        return mostClients;
    }

    LiveClient connect(LiveClient.Outlet outlet, WhenSlow policy) {
        LiveClient client = new LiveClient(outlet, new Backlog(policy, RECORDS_WAITING), history, count);
        clients.add(client);
        count.connected(1);
        client.reply(LiveProtocol.models(models.values()));
        return client;
    }

    void disconnect(LiveClient client) {
        if (clients.remove(client)) {
            count.connected(-1);
            client.end();
        }
    }

    /** A client's frame. */
    void receive(LiveClient client, String frame) {
        try {
            LiveRequest request = LiveProtocol.parse(frame);
            if (!models.containsKey(request.model())) {
                throw new IllegalArgumentException(
                        "model: expected one of " + models.keySet() + ", found \"" + request.model() + "\"");
            }
            if (request instanceof LiveRequest.Subscribe subscribe) {
                subscribe(client, subscribe);
            } else {
                client.unsubscribe(request.model());
            }
        } catch (IllegalArgumentException e) {
            client.reply(LiveProtocol.error(e.getMessage()));
        }
    }

    private void subscribe(LiveClient client, LiveRequest.Subscribe request) {
        if (client.full()) {
            return; // it asks without reading: the answers would pile up
        }
        client.subscribe(new Subscription(request, recent.get(request.model())));
        if (request.status()) {
            retrainings.get(request.model()).messages().forEach(client::send);
        }
        client.drain();
    }

    /** A partition is followed from an offset on. */
    void begin(String model, int partition, long offset) {
        List<LiveClient> behind = new ArrayList<>();
        for (LiveClient client : clients) {
            Subscription subscription = client.subscription(model);
            if (subscription != null && subscription.fallsBehind(partition, offset)) {
                behind.add(client);
            }
        }
        recent.get(model).begin(partition, offset);
        behind.forEach(LiveClient::drain);
    }

    /** The next offset of each partition of a model that was followed so far. */
    Map<Integer, Long> positions(String model) {
        return recent.get(model).positions();
    }

    /** Committed predictions, of each partition in its order: a frame is made once, however many watch the same. */
    public void publish(List<LiveRecord> batch) {
        Map<String, List<LiveRecord>> fresh = new LinkedHashMap<>();
        for (LiveRecord record : batch) {
            if (recent.get(record.model()).add(record)) {
                fresh.computeIfAbsent(record.model(), model -> new ArrayList<>())
                        .add(record);
                published.merge(record.model(), 1L, Long::sum);
            }
        }
        fresh.forEach((model, records) -> offer(new Publication(model, records)));
    }

    private void offer(Publication publication) {
        // First who is live now: a client that catches up meanwhile has read these from memory.
        Map<LiveClient, Publication.Part> offers = new LinkedHashMap<>();
        for (LiveClient client : clients) {
            Subscription subscription = client.subscription(publication.model());
            if (subscription != null && subscription.live()) {
                offers.put(client, publication.of(subscription));
            }
        }
        offers.forEach((client, part) -> {
            if (!part.records().isEmpty()) {
                client.offer(part.records(), part.frame());
            }
        });
    }

    /** Something happened to a model's retraining. */
    void retraining(String model, JsonObject event) {
        if (models.containsKey(model)) {
            String message = LiveProtocol.retraining(model, clock.millis(), event);
            retrainings.get(model).add(event.getString("event"), message);
            toThoseWhoWantStatus(model, message);
        }
    }

    /** Tells everyone that the connection is alive, and how far it is. */
    void heartbeat() {
        long now = clock.millis();
        for (LiveClient client : List.copyOf(clients)) {
            client.heartbeat(now);
        }
    }

    /** Tells how it goes. */
    void status(Function<String, LiveStatus> statuses) {
        long now = clock.millis();
        double seconds = Math.max(1, now - statusAt) / 1000.0;
        statusAt = now;
        for (String model : models.keySet()) {
            Long predictions = published.remove(model);
            double rate = predictions == null ? 0 : predictions / seconds;
            toThoseWhoWantStatus(model, LiveProtocol.status(model, now, rate, statuses.apply(model)));
        }
    }

    private void toThoseWhoWantStatus(String model, String message) {
        for (LiveClient client : clients) {
            Subscription subscription = client.subscription(model);
            if (subscription != null && subscription.status()) {
                client.reply(message);
            }
        }
    }

    /** What is committed at once of one model, made into a frame for each filter. */
    private static final class Publication {
        private record Part(List<LiveRecord> records, String frame) {}

        private final String model;
        private final List<LiveRecord> records;
        private final Map<LiveFilter, Part> parts = new HashMap<>();

        Publication(String model, List<LiveRecord> records) {
            this.model = model;
            this.records = records;
        }

        String model() {
            return model;
        }

        Part of(Subscription subscription) {
            return subscription.abreast()
                    ? parts.computeIfAbsent(subscription.filter(), filter -> part(subscription))
                    : part(subscription);
        }

        private Part part(Subscription subscription) {
            List<LiveRecord> wanted =
                    records.stream().filter(subscription::wants).toList();
            return new Part(wanted, wanted.isEmpty() ? "" : LiveProtocol.predictions(model, wanted));
        }
    }
}
