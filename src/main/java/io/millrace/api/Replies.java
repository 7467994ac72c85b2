package io.millrace.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How routes answer: JSON, and {@code {"error":"…"}} with the right status. What went wrong inside stays inside, but for the log. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final Map<Integer, String> USUAL = Map.of(
            400, "request: expected HTTP as it should be",
            401, "Authorization: expected Bearer and a token that is accepted here",
            404, "path: expected one that is there; see /openapi.yaml",
            405, "method: expected another one here",
            408, "request: expected the whole of it sooner",
            413, "body: expected a smaller one; see http.limits.bodyBytes",
            414, "path: expected a shorter one",
            415, "Content-Encoding: expected none",
            431, "headers: expected fewer bytes; see http.limits.headerBytes",
            503, "the service is not ready; try again");

    private Replies() {}

    /** What is said of a status where nothing better is known. */
    static String usual(int status) {
        return USUAL.getOrDefault(status, "request: expected another one");
    }

    /** Before any route sees it; what else comes on the connection is not looked at. */
    static void refuse(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(new JsonObject().put("error", usual(status)).toBuffer())
                .onComplete(sent -> request.connection().close());
    }

    static void json(RoutingContext context, JsonObject body) {
        json(context, 200, body.toBuffer());
    }

    static void json(RoutingContext context, JsonArray body) {
        json(context, 200, body.toBuffer());
    }

    static void json(RoutingContext context, int status, Buffer body) {
        if (!context.response().ended()) { // whoever asked may have gone
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(body);
        }
    }

    static void error(RoutingContext context, int status, String line) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        json(context, status, new JsonObject().put("error", line).toBuffer());
    }

    /** A failed route's answer. */
    static void failed(RoutingContext context, Throwable failure) {
        if (failure instanceof ApiException known) {
            error(context, known.status(), known.getMessage());
        } else if (failure instanceof HttpClosedException) {
            LOG.debug("a caller has gone", failure); // and nobody is there to be answered
        } else {
            LOG.error("{} {} failed", context.request().method(), kind(context.normalizedPath()), failure);
            error(context, 500, "an error of ours; the service's log has it");
        }
    }

    /** Without what names a stream. */
    private static String kind(String path) {
        return path.replaceFirst("^(/[^/]*/[^/]*/).+", "$1…");
    }

    /** Every error of a router becomes JSON: those of its routes, and where there is no route. */
    static void handleErrors(Router router) {
        router.route().failureHandler(context -> {
            if (context.failure() != null && context.statusCode() == 500) {
                failed(context, context.failure());
            } else {
                error(context, context.statusCode(), usual(context.statusCode()));
            }
        });
        USUAL.forEach((status, line) -> router.errorHandler(status, context -> error(context, status, line)));
    }

    /** A path's methods; any other is 405. */
    static final class Path {
        private final Router router;
        private final String path;
        private final Map<HttpMethod, Route> routes = new LinkedHashMap<>();

        Path(Router router, String path) {
            this.router = router;
            this.path = path;
        }

        Path on(HttpMethod method, java.util.function.Consumer<RoutingContext> handler) {
            routes.put(method, router.route(method, path).handler(context -> {
                try {
                    handler.accept(context);
                } catch (ApiException e) {
                    failed(context, e);
                }
            }));
            return this;
        }

        void andNothingElse() {
            String allowed = String.join(
                    ", ",
                    new TreeSet<>(routes.keySet().stream().map(HttpMethod::name).toList()));
            router.route(path).handler(context -> {
                context.response().putHeader("Allow", allowed);
                error(context, 405, "method: expected " + allowed + " here");
            });
        }
    }
}
