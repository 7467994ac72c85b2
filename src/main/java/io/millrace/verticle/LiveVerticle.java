package io.millrace.verticle;

import io.millrace.api.Api;
import io.millrace.api.ApiSettings;
import io.millrace.api.Edge;
import io.millrace.config.HttpConfig;
import io.millrace.web.LiveCount;
import io.millrace.web.LiveFeed;
import io.millrace.web.LiveServer;
import io.millrace.web.LiveSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** The service's port: the live page and its WebSocket, fed by the committed tail of the output topics, and the HTTP API. */
public final class LiveVerticle extends VerticleBase {
    private final String host;
    private final HttpConfig http;
    private final ApiSettings api;
    private final LiveSettings live;
    private final LiveCount count = new LiveCount();
    private volatile LiveFeed feed; // null before the start
    private HttpServer server;
    private Supplier<Future<?>> closing = Future::succeededFuture;

    /** @param http port 0: any that is free, see {@link #port} */
    public LiveVerticle(String host, HttpConfig http, LiveSettings live, ApiSettings api) {
        this.host = host;
        this.http = http;
        this.api = api;
        this.live = live;
    }

    @Override
    public Future<?> start() {
        feed = new LiveFeed(vertx, live, count, http.limits().watchers());
        feed.start();
        vertx.eventBus().<JsonObject>consumer(RetrainingFeed.ADDRESS, message -> feed.retraining(message.body()));
        Edge edge = new Edge(vertx, http);
        Router router = Router.router(vertx);
        edge.mount(router);
        Api routes = new Api(vertx, api, edge);
        routes.mount(router);
        closing = routes::close;
        Router page = new LiveServer(vertx, feed.hub()).router();
        Edge.answerErrors(page);
        router.route("/*").subRouter(page);
        server = edge.guard(vertx.createHttpServer(edge.options(LiveServer.options())), router);
        return server.listen(http.port(), host);
    }

    @Override
    public Future<?> stop() {
        return Future.join(feed.close(), closing.get());
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
