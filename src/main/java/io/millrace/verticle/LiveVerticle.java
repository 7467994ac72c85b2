package io.millrace.verticle;

import io.millrace.api.Api;
import io.millrace.api.ApiSettings;
import io.millrace.api.Edge;
import io.millrace.config.HttpConfig;
import io.millrace.web.LiveHub;
import io.millrace.web.LiveModel;
import io.millrace.web.LiveServer;
import io.millrace.web.LiveTail;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The service's port: the live page and its WebSocket, fed by the committed tail of the output topics, and the HTTP API. */
public final class LiveVerticle extends VerticleBase {
    private final String host;
    private final HttpConfig http;
    private final ApiSettings api;
    private final List<LiveModel> models;
    private final Map<String, String> kafka;
    private final LiveHub hub;
    private LiveTail tail;
    private HttpServer server;
    private Supplier<Future<?>> closing = Future::succeededFuture;

    /**
     * @param port 0: any that is free, see {@link #port}
     * @param kafka client properties, verbatim
     */
    public LiveVerticle(String host, int port, List<LiveModel> models, Map<String, String> kafka) {
        this(host, new HttpConfig(port, 0), models, kafka, ApiSettings.none());
    }

    /** @param kafka client properties, verbatim */
    public LiveVerticle(
            String host, HttpConfig http, List<LiveModel> models, Map<String, String> kafka, ApiSettings api) {
        this.host = host;
        this.http = http;
        this.api = api;
        this.models = List.copyOf(models);
        this.kafka = Map.copyOf(kafka);
        this.hub = new LiveHub(this.models);
    }

    @Override
    public Future<?> start() {
        tail = new LiveTail(vertx, kafka, models, hub::publish);
        tail.start();
        Edge edge = new Edge(vertx, http);
        Router router = Router.router(vertx);
        edge.mount(router);
        Api routes = new Api(vertx, api, edge);
        routes.mount(router);
        closing = routes::close;
        Router page = new LiveServer(vertx, hub).router();
        Edge.answerErrors(page);
        router.route("/*").subRouter(page);
        server = edge.guard(vertx.createHttpServer(edge.options(LiveServer.options())), router);
        return server.listen(http.port(), host);
    }

    @Override
    public Future<?> stop() {
        return Future.join(tail.close(), closing.get());
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
