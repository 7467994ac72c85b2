package io.millrace.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open connections: at most so many, and none on which a request takes too long to arrive, be it that its bytes come one by
 * one. One thread, the event loop's.
 */
final class Connections {
    private static final long NOT = Long.MAX_VALUE;

    private final int most;
    private final long patienceNanos;
    private final Map<HttpConnection, Long> open = new HashMap<>(); // since when it waits for a whole request, or NOT

    Connections(Vertx vertx, int most, Duration patience) {
        this.most = most;
        patienceNanos = patience.toNanos();
        vertx.setPeriodic(Math.max(100, patience.toMillis() / 4), id -> sweep());
    }

    HttpServer guard(HttpServer server) {
        return server.connectionHandler(this::opened).invalidRequestHandler(Connections::invalid);
    }

    private void opened(HttpConnection connection) {
        if (open.size() >= most) {
            connection.close();
            return;
        }
        open.put(connection, System.nanoTime());
        connection.closeHandler(closed -> open.remove(connection));
    }

    /** A request's head is there: its body has as long again. */
    void began(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        boolean socket = context.request().getHeader("Upgrade") != null; // minds itself
        open.replace(connection, socket ? NOT : System.nanoTime());
        context.addEndHandler(answered -> {
            if (context.response().getStatusCode() != 101) {
                open.replace(connection, System.nanoTime());
            }
        });
        context.next();
    }

    /** The body is there, too: the answer may take as long as it takes. */
    void arrived(RoutingContext context) {
        open.replace(context.request().connection(), NOT);
        context.next();
    }

    private void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> late = new ArrayList<>();
        open.forEach((connection, since) -> {
            if (since != NOT && now - since > patienceNanos) {
                late.add(connection);
            }
        });
        late.forEach(HttpConnection::close);
    }

    /** What is not HTTP, or more than is taken, before any route sees it. */
    private static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        String kind = cause == null ? "" : cause.getClass().getSimpleName();
        int status = kind.startsWith("TooLongHttpHeader") ? 431 : kind.startsWith("TooLongHttpLine") ? 414 : 400;
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(new JsonObject().put("error", Replies.usual(status)).toBuffer())
                .onComplete(sent -> request.connection().close());
    }
}
