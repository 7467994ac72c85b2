package io.millrace.api;

import io.millrace.network.kernel.Kernels;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The HTTP API on a router. Everything in it belongs to the event loop that it is made on. */
public final class Api {
    private final int mostBytes;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

    /** @param mostBytes of a request's body */
    public Api(Vertx vertx, List<ApiModel> models, Kernels kernels, int mostBytes) {
        this.mostBytes = mostBytes;
        models.forEach(model -> endpoints.put(model.name(), new Endpoint(vertx, model, kernels, Optional.empty())));
    }

    /** Its routes; what they do not know is left to those behind them. */
    public void mount(Router router) {
        Replies.handleErrors(router);
        router.route("/v2/*").handler(BodyHandler.create(false).setBodyLimit(mostBytes));
        new V2Routes(endpoints).mount(router);
        router.route("/v2/*").handler(context -> context.fail(404));
    }
}
