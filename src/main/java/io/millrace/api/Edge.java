package io.millrace.api;

import io.millrace.config.HttpConfig;
import io.millrace.config.LimitsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Route;
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

    /** A server that counts its connections, ends those that take too long, and hands the rest to the routes. */
    public HttpServer guard(HttpServer server, Router routes) {
        return connections.guard(server).requestHandler(request -> {
            connections.began(request);
            String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
            if (encoding == null || encoding.equals("identity")) {
                routes.handle(request);
            } else { // it would have to be unpacked before anybody knows how large it is
                Replies.refuse(request, 415);
            }
        });
    }

    /** First of all routes. */
    public void mount(Router router) {
        answerErrors(router);
        authorization.mount(router);
    }

    /** What goes wrong in these routes is said in JSON, and no more than a caller has to know. */
    public static void answerErrors(Router router) {
        Replies.handleErrors(router);
    }

    /** Bodies of requests to such a path, as far as they are not too large. */
    void takeBodies(Router router, String path) {
        takeBodies(router.route(path), http.limits().bodyBytes());
    }

    static void takeBodies(Route route, long mostBytes) {
        route.handler(BodyHandler.create(false).setBodyLimit(mostBytes));
    }

    /** Who can change something is known by name: without any authorization everybody may only ask. */
    void requireMayChange(RoutingContext context) {
        if (!http.auth().required()) {
            throw new ApiException(
                    403,
                    "http.auth: expected a token or jwt, found neither; what changes something is open to nobody on this"
                            + " port, use the management port");
        }
    }
}
