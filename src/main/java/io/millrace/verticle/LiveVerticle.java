package io.millrace.verticle;

import io.millrace.web.LiveHub;
import io.millrace.web.LiveModel;
import io.millrace.web.LiveServer;
import io.millrace.web.LiveTail;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Map;

/** The live page and its WebSocket on one port, fed by the committed tail of the output topics. */
public final class LiveVerticle extends VerticleBase {
    private final String host;
    private final int port;
    private final List<LiveModel> models;
    private final Map<String, String> kafka;
    private final LiveHub hub;
    private LiveTail tail;
    private HttpServer server;

    /**
     * @param port 0: any that is free, see {@link #port}
     * @param kafka client properties, verbatim
     */
    public LiveVerticle(String host, int port, List<LiveModel> models, Map<String, String> kafka) {
        this.host = host;
        this.port = port;
        this.models = List.copyOf(models);
        this.kafka = Map.copyOf(kafka);
        this.hub = new LiveHub(this.models);
    }

    @Override
    public Future<?> start() {
        tail = new LiveTail(vertx, kafka, models, hub::publish);
        tail.start();
        server = vertx.createHttpServer(LiveServer.options());
        return server.requestHandler(new LiveServer(vertx, hub).router()).listen(port, host);
    }

    @Override
    public Future<?> stop() {
        return tail.close();
    }

    /** The port it listens on, once it is deployed. */
    public int port() {
        return server.actualPort();
    }

    /** Clients connected now; any thread may ask. */
    public int clients() {
        return hub.clients();
    }

    /** Whether every output topic is followed: what is committed from now on reaches the page. */
    public boolean following() {
        return tail.following();
    }
}
