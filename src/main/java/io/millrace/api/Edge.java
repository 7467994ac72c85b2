package io.millrace.api;

import io.millrace.config.HttpConfig;
import io.millrace.config.LimitsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where strangers come in: TLS, limits, and who may pass. */
public final class Edge {
    private static final int LONGEST_LINE = 4096; // of a request: its path and query

    private final HttpConfig http;
    private final Connections connections;
    private final Authorization authorization;

    /** Errors: a key that cannot be read. */
    public Edge(Vertx vertx, HttpConfig http) {
        this.http = http;
        LimitsConfig limits = http.limits();
        connections = new Connections(vertx, limits.connections(), limits.patience());
        authorization = new Authorization(vertx, http.auth());
    }

    /** The server's own settings with ours. */
    public HttpServerOptions options(HttpServerOptions own) {
        int patience = (int) http.limits().patience().toSeconds();
        HttpServerOptions options = new HttpServerOptions(own)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(http.limits().headerBytes())
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setReadIdleTimeout(patience)
                .setWriteIdleTimeout(0) // a prediction may be long in coming
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        http.tls().ifPresent(tls -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString())));
        return options;
    }

    /** How long anybody waits for anything. */
    Duration patience() {
        return http.limits().patience();
    }

    /** Counts the server's connections, and ends those that take too long. */
    public HttpServer guard(HttpServer server) {
        return connections.guard(server);
    }

    /** First of all routes. */
    public void mount(Router router) {
        router.route().handler(connections::began);
        authorization.mount(router);
    }

    /** Bodies of requests to such a path, as far as they are not too large. */
    void takeBodies(Router router, String path) {
        router.route(path).handler(Edge::requirePlain);
        router.route(path).handler(BodyHandler.create(false).setBodyLimit(http.limits().bodyBytes()));
        router.route(path).handler(connections::arrived);
    }

    /** A packed body would have to be unpacked before anybody knows how large it is. */
    private static void requirePlain(RoutingContext context) {
        String encoding = context.request().getHeader("Content-Encoding");
        if (encoding == null || encoding.equals("identity")) {
            context.next();
        } else {
            context.fail(415);
        }
    }
}
