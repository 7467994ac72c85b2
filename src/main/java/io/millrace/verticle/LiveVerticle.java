package io.millrace.verticle;

import io.millrace.web.LiveCount;
import io.millrace.web.LiveFeed;
import io.millrace.web.LiveModel;
import io.millrace.web.LiveServer;
import io.millrace.web.LiveStatus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The live page and its WebSocket on one port, fed by the committed tail of the output topics. */
public final class LiveVerticle extends VerticleBase {
    private final String host;
    private final int port;
    private final List<LiveModel> models;
    private final Map<String, String> kafka;
    private final Optional<String> events;
    private final Function<String, LiveStatus> statuses;
    private final LiveCount count = new LiveCount();
    private volatile LiveFeed feed; // null before the start
    private HttpServer server;

    /**
     * @param port 0: any that is free, see {@link #port}
     * @param kafka client properties, verbatim
     * @param events topic of what happens to models; it may be missing
     * @param statuses of this process' models, by name; quick
     */
    public LiveVerticle(
            String host,
            int port,
            List<LiveModel> models,
            Map<String, String> kafka,
            Optional<String> events,
            Function<String, LiveStatus> statuses) {
        this.host = host;
        this.port = port;
        this.models = List.copyOf(models);
        this.kafka = Map.copyOf(kafka);
        this.events = events;
        this.statuses = statuses;
    }

    @Override
    public Future<?> start() {
        feed = new LiveFeed(vertx, kafka, models, events, statuses, count);
        feed.start();
        vertx.eventBus().<JsonObject>consumer(RetrainingFeed.ADDRESS, message -> feed.retraining(message.body()));
        server = vertx.createHttpServer(LiveServer.options());
        return server.requestHandler(new LiveServer(vertx, feed.hub()).router()).listen(port, host);
    }

    @Override
    public Future<?> stop() {
        return feed.close();
    }

    /** The port it listens on, once it is deployed. */
    public int port() {
        return server.actualPort();
    }

    /** Any thread may ask. */
    public LiveCount count() {
        return count;
    }

    /** Whether every output topic is followed: what is committed from now on reaches the page. */
    public boolean following() {
        return feed != null && feed.following();
    }
}
