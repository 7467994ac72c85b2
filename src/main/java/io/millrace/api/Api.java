package io.millrace.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.LinkedHashMap;
import java.util.Map;

/** The HTTP API on a router. Everything in it belongs to the event loop that it is made on. */
public final class Api {
    private final Edge edge;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

    public Api(Vertx vertx, ApiSettings settings, Edge edge) {
        this.edge = edge;
        for (ApiModel model : settings.models()) {
            endpoints.put(
                    model.name(), new Endpoint(vertx, model, settings.kernels(), settings.kafka(), edge.patience()));
        }
    }

    /** Its routes; what they do not know is left to those behind them. */
    public void mount(Router router) {
        Replies.handleErrors(router);
        edge.takeBodies(router, "/v2/*");
        new V2Routes(endpoints).mount(router);
        router.route("/v2/*").handler(context -> context.fail(404));
    }

    public Future<?> close() {
        return Future.join(endpoints.values().stream().map(Endpoint::close).toList());
    }
}
