package io.millrace.cli;

import io.millrace.api.ApiModel;
import io.millrace.api.ApiSettings;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.OrderConfig;
import io.millrace.config.RoomConfig;
import io.millrace.config.SequenceConfig;
import io.millrace.kafka.ExactlyOnceLoop;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.RecordTraces;
import io.millrace.kafka.SequenceRules;
import io.millrace.kafka.StreamMailbox;
import io.millrace.metrics.Meters;
import io.millrace.metrics.ModelFigures;
import io.millrace.network.SequenceModel;
import io.millrace.network.WarmUp;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.RetrainObserver;
import io.millrace.store.DiskStreams;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;
import io.millrace.stream.StreamStore;
import io.millrace.tracing.Tracing;
import io.millrace.verticle.LiveVerticle;
import io.millrace.verticle.ManagementVerticle;
import io.millrace.verticle.PredictionVerticle;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring: all verticles of one process against a broker that is there. Closing it drains the loops, each of which
 * commits what it has.
 */
final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration WARM_UP = Duration.ofMillis(300); // at most, of the kernels
    private static final Duration MODELS = Duration.ofSeconds(15); // for the models topic, at the start
    private static final long POLL_MILLIS = 10;
    private static final String EVERYWHERE = "0.0.0.0";

    private final MillraceConfig config;
    private final String settings;
    private final Optional<Tracing> tracing;
    private final Meters meters = new Meters();
    private final Vertx vertx = Vertx.builder().withMetrics(meters.vertx()).build();
    private final Kernels kernels = Kernels.best();
    private final Map<String, ExactlyOnceLoop> loops = new ConcurrentSkipListMap<>();
    private final Map<String, List<StreamMailbox>> mailboxes = new HashMap<>(); // by model; one a thread
    private final List<Webhook> webhooks = new ArrayList<>();
    private final CompletableFuture<Object> ended = new CompletableFuture<>();
    private int expected; // loops
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
        Map<String, BooleanSupplier> readiness = new LinkedHashMap<>();
        Map<String, RetrainedModel> retrained = new LinkedHashMap<>();
        for (ServedModel served : models) {
            String name = served.config().name();
            for (int thread = 0; thread < config.threads(); thread++) {
                String loop = name + "-" + thread;
                readiness.put(
                        loop, () -> loops.containsKey(loop) && loops.get(loop).ready());
            }
            expected += config.threads();
            mailboxes.put(
                    name,
                    Stream.generate(StreamMailbox::new).limit(config.threads()).toList());
            if (served.config().retrain().isPresent()) {
                LoopSettings settings = LoopNames.settings(config, served.config(), 0);
                RetrainedModel model = new RetrainedModel(
                        served,
                        config.kafka(),
                        settings,
                        rules(served.config().sequences()),
                        kernels,
                        feed(served.config()));
                retrained.put(name, model);
            }
        }
        live = live(models, api(models, retrained));
        retrained.values().forEach(model -> model.follow(MODELS));
        management = new ManagementVerticle(
                EVERYWHERE,
                config.http().managementPort(),
                readiness,
                new ManagementVerticle.Pages(meters::scrape, settings),
                mailboxes,
                new ModelRoutes(Map.copyOf(retrained)));
        deploy(management);
        for (ServedModel served : models) {
            RetrainedModel model = retrained.get(served.config().name());
            if (model == null) {
                deployLoops(served.config(), Champion.forGood(served.task().orElseThrow()));
            } else {
                deployLoops(served.config(), model.champion());
                deploy(model.verticle());
            }
        }
        deploy(live);
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

    private ApiSettings api(List<ServedModel> models, Map<String, RetrainedModel> retrained) {
        return new ApiSettings(
                models.stream()
                        .map(served -> api(
                                served,
                                Optional.ofNullable(
                                        retrained.get(served.config().name()))))
                        .toList(),
                kernels,
                config.kafka().client());
    }

    private ApiModel api(ServedModel served, Optional<RetrainedModel> retrained) {
        String name = served.config().name();
        Optional<Champion> forGood =
                retrained.isPresent() ? Optional.empty() : served.task().map(Champion::forGood);
        return new ApiModel(
                served.config(),
                () -> retrained.isPresent()
                        ? Optional.ofNullable(retrained.get().champion().getNow(null))
                        : forGood,
                () -> ready(name),
                mailboxes.get(name),
                retrained.map(model -> model));
    }

    /** Whether all loops of the model serve. */
    private boolean ready(String model) {
        for (int thread = 0; thread < config.threads(); thread++) {
            ExactlyOnceLoop loop = loops.get(model + "-" + thread);
            if (loop == null || !loop.ready()) {
                return false;
            }
        }
        return true;
    }

    /** At once, or when the first model comes. */
    private void deployLoops(ModelConfig model, CompletableFuture<Champion> champion) {
        if (champion.isDone()) {
            deployLoops(model, champion.join());
        } else {
            log.info("{}: waits for its first model", model.name());
            CompletableFuture<Void> unused = champion.thenAccept(first -> deployLoops(model, first));
        }
    }

    private void deployLoops(ModelConfig model, Champion champion) {
        warmUp(champion);
        String version = champion.newest().task().model().id().version();
        log.info(
                "{}: version {} serves, from {} to {}",
                model.name(),
                version,
                model.input().topic(),
                model.output().topic());
        meters.version(model.name(), version);
        for (int thread = 0; thread < config.threads(); thread++) {
            int number = thread;
            ExactlyOnceLoop loop = new ExactlyOnceLoop(
                    LoopNames.settings(config, model, thread),
                    () -> processor(model, number, champion),
                    LoopClock.SYSTEM,
                    meters.loop(model.name(), config.instance() + "-" + thread, traces(model)));
            String name = model.name() + "-" + thread;
            loops.put(name, loop);
            CompletableFuture<Void> unused = loop.terminated().whenComplete((done, error) -> {
                if (error == null) {
                    ended.complete(name);
                } else {
                    ended.completeExceptionally(error);
                }
            });
            deploy(new PredictionVerticle(model.name(), name, loop));
        }
    }

    private RecordTraces traces(ModelConfig model) {
        return tracing.map(spans -> spans.loop(model.name())).orElse(RecordTraces.NONE);
    }

    private void warmUp(Champion champion) {
        SequenceModel network = champion.newest().task().reader();
        if (network.architecture().canStep()) {
            int steps = new WarmUp(network, kernels, System::nanoTime).run(WARM_UP);
            log.debug("{} steps to warm the kernels", steps);
        }
    }

    private PredictionProcessor processor(ModelConfig model, int thread, Champion champion) {
        RoomConfig streams = model.streams();
        Path file = streams.directory().resolve(config.instance() + "-" + model.name() + "-" + thread);
        return new PredictionProcessor(
                champion,
                kernels,
                rules(model.sequences()),
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(
                        streams.memory().isPresent() ? new DiskStreams(file) : StreamStore.NONE,
                        Math.max(1, streams.memory().orElse(Integer.MAX_VALUE) / config.threads())),
                mailboxes.get(model.name()).get(thread));
    }

    private static SequenceRules rules(SequenceConfig sequences) {
        Forgetting forgetting = new Forgetting(
                sequences.idle(),
                sequences.gap(),
                Forgetting.Time.valueOf(sequences.time().name()));
        Optional<Order> order = sequences.order().map(Service::order);
        return new SequenceRules(
                forgetting, order, sequences.order().flatMap(OrderConfig::field).orElse(""));
    }

    private static Order order(OrderConfig order) {
        return new Order(order.field().isPresent() ? Order.By.NUMBER : Order.By.TIME, order.patience(), order.most());
    }

    private LiveVerticle live(List<ServedModel> models, ApiSettings api) {
        Map<String, ModelFigures> figures = new HashMap<>();
        models.forEach(served -> figures.put(
                served.config().name(), meters.figures(served.config().name())));
        boolean retrained =
                models.stream().anyMatch(served -> served.config().retrain().isPresent());
        LiveSettings shown = new LiveSettings(
                models.stream().map(Service::shown).toList(),
                config.kafka().client(),
                retrained ? Optional.of(LoopNames.events(config.kafka())) : Optional.empty(),
                model -> status(figures.get(model)),
                tracing.map(Tracing::live).orElse(LiveTraces.NONE));
        LiveVerticle verticle = new LiveVerticle(EVERYWHERE, config.http(), shown, api);
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
        return loops.size() == expected && loops.values().stream().allMatch(ExactlyOnceLoop::ready);
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
