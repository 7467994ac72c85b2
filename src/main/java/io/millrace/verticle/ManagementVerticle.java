package io.millrace.verticle;

import io.millrace.api.StreamRoutes;
import io.millrace.kafka.StreamMailbox;
import io.millrace.web.ModelRoutes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a platform asks, on a port of its own: {@code /health/live} (the event loop turns, nothing else: restarting a pod
 * mends no broker), {@code /health/ready} (every named check holds, such as "states restored"), {@code /metrics}, the states
 * of single streams, and what models are commanded.
 */
public final class ManagementVerticle extends VerticleBase {
    private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

    /**
     * What is told of the process.
     *
     * @param metrics in Prometheus' text format
     * @param configuration in force, as JSON, without what must not be shown
     */
    public record Pages(Supplier<String> metrics, String configuration) {}

    private final String host;
    private final int port;
    private final Map<String, BooleanSupplier> readiness;
    private final Pages pages;
    private final StreamRoutes streams;
    private final ModelRoutes models;
    private HttpServer server;

    /**
     * @param port 0: any that is free, see {@link #port}
     * @param readiness checks by name, each quick and safe to call from any thread
     * @param mailboxes of each model's loops
     * @param models that may be commanded
     */
    public ManagementVerticle(
            String host,
            int port,
            Map<String, BooleanSupplier> readiness,
            Pages pages,
            Map<String, List<StreamMailbox>> mailboxes,
            ModelRoutes models) {
        this.streams = new StreamRoutes(mailboxes);
        this.models = models;
        this.host = host;
        this.port = port;
        this.readiness = Map.copyOf(readiness);
        this.pages = pages;
    }

    @Override
    public Future<?> start() {
        HealthCheckHandler live = HealthCheckHandler.create(vertx);
        live.register("event-loop", check -> check.complete(Status.OK()));
        HealthCheckHandler ready = HealthCheckHandler.create(vertx);
        readiness.forEach((name, holds) ->
                ready.register(name, check -> check.complete(holds.getAsBoolean() ? Status.OK() : Status.KO())));

        Router router = Router.router(vertx);
        router.get("/health/live").handler(live);
        router.get("/health/ready").handler(ready);
        router.get("/metrics").handler(this::scrape);
        router.get("/config").produces("application/json").handler(context -> context.response()
                .putHeader("Content-Type", "application/json")
                .end(pages.configuration));
        streams.mount(router);
        models.addTo(router);
        server = vertx.createHttpServer();
        return server.requestHandler(router).listen(port, host);
    }

    /** The port it listens on, once it is deployed. */
    public int port() {
        return server.actualPort();
    }

    private void scrape(RoutingContext context) {
        vertx.executeBlocking(pages.metrics::get, false) // off the event loop: it walks through every meter
                .onSuccess(text ->
                        context.response().putHeader("Content-Type", EXPOSITION).end(text))
                .onFailure(context::fail);
    }
}
