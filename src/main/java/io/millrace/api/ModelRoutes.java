package io.millrace.api;

import io.millrace.config.ModelConfig;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.StreamTask;
import io.millrace.web.ModelCommands;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/** Routes of our own: the models, what is ahead of a sequence, texts, and what models that are retrained are commanded. */
final class ModelRoutes {
    private static final String MODEL = "/models/:model";

    private final Vertx vertx;
    private final Map<String, Endpoint> endpoints;
    private final Kernels kernels;
    private final Duration patience;
    private final Consumer<RoutingContext> mayChange;
    private final Turns turns;

    /** @param mayChange refuses by an {@link ApiException} those who may only ask */
    ModelRoutes(
            Vertx vertx,
            Map<String, Endpoint> endpoints,
            Kernels kernels,
            Duration patience,
            Consumer<RoutingContext> mayChange) {
        this.vertx = vertx;
        this.endpoints = endpoints;
        this.kernels = kernels;
        this.patience = patience;
        this.mayChange = mayChange;
        turns = new Turns(vertx);
    }

    void mount(Router router) {
        on(router, HttpMethod.GET, "/models", this::all);
        on(router, HttpMethod.GET, MODEL, context -> Replies.json(context, describe(endpoint(context))));
        on(router, HttpMethod.POST, MODEL + "/forecast", this::forecast);
        on(router, HttpMethod.POST, MODEL + "/generate", this::generate);
        new Replies.Path(router, MODEL + "/retrain")
                .on(HttpMethod.POST, context -> command(context, ModelCommands::retrain))
                .on(HttpMethod.DELETE, context -> command(context, ModelCommands::endTraining))
                .andNothingElse();
        on(router, HttpMethod.POST, MODEL + "/rollback", this::rollBack);
        on(router, HttpMethod.PUT, MODEL + "/file", this::publish);
    }

    private static void on(Router router, HttpMethod method, String path, Consumer<RoutingContext> handler) {
        new Replies.Path(router, path).on(method, handler).andNothingElse();
    }

    private Endpoint endpoint(RoutingContext context) {
        return V2Routes.find(endpoints, context);
    }

    private void all(RoutingContext context) {
        JsonArray all = new JsonArray();
        endpoints.values().forEach(endpoint -> all.add(describe(endpoint)));
        Replies.json(context, new JsonObject().put("models", all));
    }

    private static JsonObject describe(Endpoint endpoint) {
        ModelConfig config = endpoint.model().config();
        JsonObject described = new JsonObject()
                .put("name", config.name())
                .put("version", endpoint.isServed() ? endpoint.served().version() : null)
                .put("ready", endpoint.isReady())
                .put("predict", config.predict().key())
                .put("input", config.input().topic())
                .put("output", config.output().topic())
                .put("durable", endpoint.isDurable());
        config.input()
                .tokens()
                .ifPresentOrElse(
                        tokens -> described.put("tokens", tokens.key()),
                        () -> described.put(
                                "features", new JsonArray(config.input().features())));
        endpoint.model().commands().ifPresent(commands -> {
            JsonObject retrained = new JsonObject(commands.describe());
            described.put("kept", retrained.getValue("kept")).put("retrainer", retrained.getValue("retrainer"));
        });
        return described;
    }

    private void forecast(RoutingContext context) {
        StreamTask task = endpoint(context).served().task();
        Body body = Body.of(context, Set.of("points", "ahead"));
        int ahead = body.whole("ahead", task.settings().ahead(), Forecast.FURTHEST);
        Points points = Forecast.points(body.list("points"), task.model().encoding());
        answer(context, () -> Forecast.of(task, points, ahead, kernels), json -> Replies.json(context, json));
    }

    private void generate(RoutingContext context) {
        StreamTask task = endpoint(context).served().task();
        TextStream.Wanted wanted = TextStream.Wanted.of(
                Body.of(context, Set.of("prime", "length", "temperature", "topK", "topP", "seed")));
        String accept = context.request().getHeader("Accept");
        if (accept != null && accept.contains("application/json")) {
            answer(
                    context,
                    () -> new TextStream(task.model(), wanted, kernels).whole(),
                    json -> Replies.json(context, json));
        } else {
            answer(
                    context,
                    () -> new TextStream(task.model(), wanted, kernels)
                            .send(context, vertx.getOrCreateContext(), patience),
                    sent -> {});
        }
    }

    private <T> void answer(RoutingContext context, Callable<T> work, Consumer<T> use) {
        Future<T> done = turns.take(work);
        done.onSuccess(use::accept).onFailure(failure -> Replies.failed(context, failure));
    }

    private ModelCommands commands(RoutingContext context) {
        mayChange.accept(context);
        Endpoint endpoint = endpoint(context);
        return endpoint.model()
                .commands()
                .orElseThrow(() -> new ApiException(
                        409,
                        "models." + endpoint.model().name()
                                + ": expected a model with retrain, found one whose file serves for"
                                + " good; configure models." + endpoint.model().name() + ".retrain"));
    }

    private void command(RoutingContext context, Function<ModelCommands, Optional<String>> command) {
        accepted(context, command.apply(commands(context)));
    }

    private void rollBack(RoutingContext context) {
        String version = context.queryParams().get("version");
        if (version == null || !version.matches("\\d{1,18}")) {
            throw ApiException.invalid("version: expected a number, found "
                    + (version == null ? "none" : '"' + Datatype.shorten(version) + '"'));
        }
        command(context, commands -> commands.rollBack(Long.parseLong(version)));
    }

    private void publish(RoutingContext context) {
        ModelCommands commands = commands(context);
        if (context.body().buffer() == null || context.body().length() <= 0) {
            throw ApiException.invalid("body: expected a Keras file, found nothing");
        }
        byte[] file = context.body().buffer().getBytes();
        answer(context, () -> commands.publish(file), refused -> accepted(context, refused));
    }

    /** Done soon, or refused with the reason. */
    private static void accepted(RoutingContext context, Optional<String> refused) {
        if (refused.isPresent()) {
            Replies.error(context, 409, refused.get());
        } else {
            Replies.json(context, 202, new JsonObject().put("accepted", true).toBuffer());
        }
    }

    /** Bytes of a model's file, at most. */
    static long largestFile() {
        return Math.min(KerasModelFile.largestFile(), 64L << 20);
    }
}
