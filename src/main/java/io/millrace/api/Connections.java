package io.millrace.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
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
    /** One connection: the request at hand, if any, and since when it is waited for, or for its body. */
    private static final class Open {
        private HttpServerRequest request;
        private long since = System.nanoTime();

        boolean isLate(long now, long patienceNanos) {
            if (request != null && request.isEnded()) {
                if (!request.response().ended()) {
                    return false; // ours to answer, or a WebSocket, which minds itself
                }
                request = null;
                since = now;
            }
            return now - since > patienceNanos;
        }
    }

    private final int most;
    private final long patienceNanos;
    private final Map<HttpConnection, Open> open = new HashMap<>();

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
        open.put(connection, new Open());
        connection.closeHandler(closed -> open.remove(connection));
    }

    /** A request's head is there. */
    void began(HttpServerRequest request) {
        Open connection = open.get(request.connection());
        if (connection != null) {
            connection.request = request;
            connection.since = System.nanoTime();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> late = new ArrayList<>();
        open.forEach((connection, state) -> {
            if (state.isLate(now, patienceNanos)) {
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
        Replies.refuse(request, status);
    }
}
