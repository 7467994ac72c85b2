package io.millrace.cli;

import io.millrace.api.ApiModel;
import io.millrace.api.ApiSettings;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.kafka.RecordTraces;
import io.millrace.kafka.StreamMailbox;
import io.millrace.metrics.Meters;
import io.millrace.metrics.ModelFigures;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.RetrainObserver;
import io.millrace.stream.Champion;
import io.millrace.tracing.Tracing;
import io.millrace.verticle.LiveVerticle;
import io.millrace.verticle.ManagementVerticle;
import io.millrace.verticle.RetrainingFeed;
import io.millrace.web.LiveCount;
import io.millrace.web.LiveModel;
import io.millrace.web.LiveSettings;
import io.millrace.web.LiveStatus;
import io.millrace.web.LiveTraces;
import io.millrace.web.ModelRoutes;
import io.millrace.web.Webhook;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring: all verticles of one process against a broker that is there. Closing it drains the loops, each of which
 * commits what it has.
 */
final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration MODELS = Duration.ofSeconds(15); // for the models topic, at the start
    private static final long POLL_MILLIS = 10;
    private static final String EVERYWHERE = "0.0.0.0";

    private final MillraceConfig config;
    private final String settings;
    private final Optional<Tracing> tracing;
    private final Meters meters = new Meters();
    private final Vertx vertx = Vertx.builder().withMetrics(meters.vertx()).build();
    private final Kernels kernels = Kernels.best();
    private final List<ModelLoops> loops = new ArrayList<>(); // of each model
    private final Map<String, RetrainedModel> retrained = new LinkedHashMap<>(); // by name
    private final List<Webhook> webhooks = new ArrayList<>();
    private CompletableFuture<Object> ended;
    private LiveVerticle live;
    private ManagementVerticle management;

    private Service(MillraceConfig config, String settings) {
        this.config = config;
        this.settings = settings;
        tracing = config.tracing().endpoint().map(endpoint -> Tracing.to(endpoint, config.instance()));
    }

    /** @param config with the address of the broker, embedded or not */
    static Service start(MillraceConfig config, List<ServedModel> models) {
        return start(config, models, "{}");
    }

    /**
     * @param config with the address of the broker, embedded or not
     * @param settings the configuration in force, as it may be shown
     */
    static Service start(MillraceConfig config, List<ServedModel> models, String settings) {
        Service service = new Service(config, settings);
        try {
            service.deploy(models);
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void deploy(List<ServedModel> models) {
        log.info("kernels: {}", kernels.name());
        log.info("{}", config.describe());
        for (ServedModel served : models) {
            ModelConfig model = served.config();
            loops.add(new ModelLoops(config, model, champion(served), kernels, meters, traces(model)));
        }
        ended = CompletableFuture.anyOf(loops.stream().map(ModelLoops::ended).toArray(CompletableFuture[]::new));
        live = live(models);
        retrained.values().forEach(model -> model.follow(MODELS));
        management = management();
        deploy(management);
        loops.forEach(each -> each.start(this::deploy));
        retrained.values().forEach(model -> deploy(model.verticle()));
        deploy(live);
    }

    /** Of a model that is retrained the first may be still to come, and better ones will. */
    private CompletableFuture<Champion> champion(ServedModel served) {
        if (served.config().retrain().isEmpty()) {
            return CompletableFuture.completedFuture(
                    Champion.forGood(served.task().orElseThrow()));
        }
        RetrainedModel model = new RetrainedModel(config, served, kernels, feed(served.config()));
        retrained.put(served.config().name(), model);
        return model.champion();
    }

    private RecordTraces traces(ModelConfig model) {
        return tracing.map(spans -> spans.loop(model.name())).orElse(RecordTraces.NONE);
    }

    private RetrainObserver feed(ModelConfig model) {
        Optional<Webhook> webhook = model.retrain().orElseThrow().webhook().map(Webhook::new);
        webhook.ifPresent(one -> {
            one.start();
            webhooks.add(one);
        });
        return new RetrainingFeed(
                meters.retrain(model.name()), vertx.eventBus(), event -> webhook.ifPresent(one -> one.post(event)));
    }

    private ApiSettings api() {
        List<ApiModel> models = new ArrayList<>();
        for (ModelLoops each : loops) {
            models.add(new ApiModel(
                    each.model(),
                    each::champion,
                    each::ready,
                    each.mailboxes(),
                    Optional.ofNullable(retrained.get(each.model().name()))));
        }
        return new ApiSettings(models, kernels, config.kafka().client());
    }

    private ManagementVerticle management() {
        Map<String, BooleanSupplier> readiness = new HashMap<>();
        Map<String, List<StreamMailbox>> mailboxes = new HashMap<>();
        for (ModelLoops each : loops) {
            readiness.putAll(each.readiness());
            mailboxes.put(each.model().name(), each.mailboxes());
        }
        return new ManagementVerticle(
                EVERYWHERE,
                config.http().managementPort(),
                readiness,
                new ManagementVerticle.Pages(meters::scrape, settings),
                mailboxes,
                new ModelRoutes(Map.copyOf(retrained)));
    }

    private LiveVerticle live(List<ServedModel> models) {
        Map<String, ModelFigures> figures = new HashMap<>();
        models.forEach(served -> figures.put(
                served.config().name(), meters.figures(served.config().name())));
        LiveSettings shown = new LiveSettings(
                models.stream().map(Service::shown).toList(),
                config.kafka().client(),
                retrained.isEmpty() ? Optional.empty() : Optional.of(LoopNames.events(config.kafka())),
                model -> status(figures.get(model)),
                tracing.map(Tracing::live).orElse(LiveTraces.NONE));
        LiveVerticle verticle = new LiveVerticle(EVERYWHERE, config.http(), shown, api());
        LiveCount count = verticle.count();
        meters.live(count::clients, count::droppedPredictions, count::closedClients);
        return verticle;
    }

    private static LiveStatus status(ModelFigures figures) {
        return new LiveStatus(figures.lag(), figures.streams(), figures.stored(), figures.p99Millis());
    }

    private static LiveModel shown(ServedModel served) {
        ModelConfig model = served.config();
        return new LiveModel(
                model.name(),
                model.output().topic(),
                model.input().features(),
                served.unit(),
                model.baseline().key().replace('-', ' '));
    }

    private void deploy(Deployable verticle) {
        await(vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture());
    }

    private static void await(CompletableFuture<?> future) {
        try {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted while starting or stopping");
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailedException(String.valueOf(cause.getMessage()));
        }
    }

    /** Whether every loop has restored its states and serves. */
    boolean ready() {
        return loops.stream().allMatch(ModelLoops::ready);
    }

    /** Waits until every loop serves. */
    void awaitReady(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!ready() && !ended().isDone()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailedException("expected the loops to be ready within " + longest);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Completes when one of the loops ends: by itself it does so only when an operator is needed. */
    CompletableFuture<Object> ended() {
        return ended.copy();
    }

    int port() {
        return live.port();
    }

    int managementPort() {
        return management.port();
    }

    @Override
    public void close() {
        try {
            await(vertx.close().toCompletionStage().toCompletableFuture());
        } catch (CommandFailedException e) {
            log.warn("not all was closed in time: {}", e.getMessage());
        }
        tracing.ifPresent(Tracing::close);
        webhooks.forEach(Webhook::close);
        meters.close();
    }
}
