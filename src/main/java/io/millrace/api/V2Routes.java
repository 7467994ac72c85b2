package io.millrace.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The Open Inference Protocol, version 2, as KServe and Triton speak it. */
final class V2Routes {
    private static final String MODEL = "/v2/models/:model";
    private static final List<String> MODEL_PATHS = List.of(MODEL, MODEL + "/versions/:version");

    private final Map<String, Endpoint> endpoints;

    /** @param endpoints by the models' names */
    V2Routes(Map<String, Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    void mount(Router router) {
        InferRoute infer = new InferRoute();
        post(router, "/infer", infer::infer);
        get(router, "/v2", context -> Replies.json(context, Metadata.server()));
        get(router, "/v2/health/live", context -> context.response().end());
        get(router, "/v2/health/ready", this::ready);
        get(router, "/v2/models/stats", context -> Replies.json(context, statistics(endpoints.values())));
        for (String path : MODEL_PATHS) {
            model(router, path, Metadata::model);
            model(router, path + "/ready", V2Routes::modelReady);
            model(router, path + "/stats", endpoint -> statistics(List.of(endpoint)));
        }
        new Replies.Path(router, "/v2/repository/index")
                .on(HttpMethod.POST, this::index)
                .andNothingElse();
        for (String verb : List.of("load", "unload")) {
            new Replies.Path(router, "/v2/repository/models/:model/" + verb)
                    .on(HttpMethod.POST, context -> {
                        throw new ApiException(
                                501,
                                verb + ": is not supported; models come with the configuration, "
                                        + "or with PUT /models/MODEL/file");
                    })
                    .andNothingElse();
        }
    }

    private void post(Router router, String action, BiConsumer<RoutingContext, Endpoint> handler) {
        for (String path : MODEL_PATHS) {
            new Replies.Path(router, path + action)
                    .on(HttpMethod.POST, context -> handler.accept(context, endpoint(context)))
                    .andNothingElse();
        }
    }

    private static void get(Router router, String path, Consumer<RoutingContext> handler) {
        new Replies.Path(router, path).on(HttpMethod.GET, handler).andNothingElse();
    }

    private void model(Router router, String path, java.util.function.Function<Endpoint, JsonObject> answer) {
        get(router, path, context -> Replies.json(context, answer.apply(endpoint(context))));
    }

    private Endpoint endpoint(RoutingContext context) {
        return find(endpoints, context);
    }

    /** Errors: a model or a version that is not served. */
    static Endpoint find(Map<String, Endpoint> endpoints, RoutingContext context) {
        String model = context.pathParam("model");
        Endpoint endpoint = endpoints.get(model);
        if (endpoint == null) {
            throw ApiException.notFound(
                    "model: expected one of " + endpoints.keySet() + ", found \"" + Datatype.shorten(model) + '"');
        }
        String version = context.pathParam("version");
        if (version != null && !version.equals(endpoint.served().version())) {
            throw ApiException.notFound("version: expected " + endpoint.served().version() + ", found \""
                    + Datatype.shorten(version) + '"');
        }
        return endpoint;
    }

    private void ready(RoutingContext context) {
        boolean all = endpoints.values().stream().allMatch(endpoint -> endpoint.isReady());
        context.response().setStatusCode(all ? 200 : 503).end();
    }

    private static JsonObject modelReady(Endpoint endpoint) {
        boolean ready = endpoint.isReady();
        return new JsonObject().put("name", endpoint.model().name()).put("ready", ready);
    }

    private static JsonObject statistics(Collection<Endpoint> endpoints) {
        JsonArray all = new JsonArray();
        endpoints.stream()
                .filter(endpoint -> !version(endpoint).isEmpty())
                .forEach(endpoint -> all.add(Metadata.statistics(endpoint)));
        return new JsonObject().put("model_stats", all);
    }

    private void index(RoutingContext context) {
        boolean readyAlone = readyAlone(context);
        JsonArray all = new JsonArray();
        endpoints.values().forEach(endpoint -> {
            boolean ready = endpoint.isReady();
            if (ready || !readyAlone) {
                all.add(new JsonObject()
                        .put("name", endpoint.model().name())
                        .put("version", version(endpoint))
                        .put("state", ready ? "READY" : "LOADING")
                        .put("reason", ready ? "" : reason(endpoint)));
            }
        });
        Replies.json(context, all);
    }

    private static String version(Endpoint endpoint) {
        return endpoint.isServed() ? endpoint.served().version() : "";
    }

    private static String reason(Endpoint endpoint) {
        return version(endpoint).isEmpty()
                ? "its first version is still to be trained"
                : "its loops have no partitions yet or restore them";
    }

    private static boolean readyAlone(RoutingContext context) {
        if (context.body().buffer() == null || context.body().length() <= 0) {
            return false;
        }
        try {
            JsonObject body = context.body().buffer().toJsonObject();
            return body.getBoolean("ready", false);
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw ApiException.invalid("body: expected nothing or {\"ready\":true}, found something else");
        }
    }
}
