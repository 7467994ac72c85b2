package io.millrace.cli;

import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.OrderConfig;
import io.millrace.config.RoomConfig;
import io.millrace.config.SequenceConfig;
import io.millrace.kafka.ExactlyOnceLoop;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.SequenceRules;
import io.millrace.kafka.StreamMailbox;
import io.millrace.kafka.TopicNames;
import io.millrace.metrics.Meters;
import io.millrace.network.SequenceModel;
import io.millrace.network.WarmUp;
import io.millrace.network.kernel.Kernels;
import io.millrace.store.DiskStreams;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;
import io.millrace.stream.StreamStore;
import io.millrace.verticle.LiveVerticle;
import io.millrace.verticle.ManagementVerticle;
import io.millrace.verticle.PredictionVerticle;
import io.millrace.web.LiveModel;
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
    private static final long POLL_MILLIS = 10;
    private static final String EVERYWHERE = "0.0.0.0";

    private final MillraceConfig config;
    private final KafkaConfig kafka;
    private final Meters meters = new Meters();
    private final Vertx vertx = Vertx.builder().withMetrics(meters.vertx()).build();
    private final Kernels kernels = Kernels.best();
    private final Map<String, ExactlyOnceLoop> loops = new LinkedHashMap<>();
    private final Map<String, List<StreamMailbox>> mailboxes = new HashMap<>(); // by model
    private LiveVerticle live;
    private ManagementVerticle management;

    private Service(MillraceConfig config, KafkaConfig kafka) {
        this.config = config;
        this.kafka = kafka;
    }

    /**
     * @param kafka with the address of the broker, embedded or not
     */
    static Service start(MillraceConfig config, KafkaConfig kafka, List<ServedModel> models) {
        Service service = new Service(config, kafka);
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
        for (ServedModel served : models) {
            for (int thread = 0; thread < config.threads(); thread++) {
                String name = served.config().name() + "-" + thread;
                ExactlyOnceLoop loop = loop(served, thread);
                loops.put(name, loop);
                readiness.put(name, loop::ready);
            }
        }
        List<LiveModel> shown = models.stream().map(Service::shown).toList();
        live = new LiveVerticle(EVERYWHERE, config.http().port(), shown, kafka.client());
        meters.liveClients(live::clients);
        management = new ManagementVerticle(
                EVERYWHERE, config.http().managementPort(), readiness, meters::scrape, mailboxes);
        deploy(management);
        loops.forEach((name, loop) -> deploy(new PredictionVerticle(name, loop)));
        deploy(live);
    }

    private ExactlyOnceLoop loop(ServedModel served, int thread) {
        ModelConfig model = served.config();
        String group = config.kafka().groupId() + "." + model.name();
        TopicNames topics = new TopicNames(
                model.input().topic(),
                model.output().topic(),
                model.input().rejectedTopic(),
                model.stateTopic(config.kafka().groupId()),
                model.sequences().forgotten());
        LoopSettings settings = new LoopSettings(
                kafka.client(),
                group,
                config.instance() + "-" + thread,
                topics,
                config.commit(),
                kafka.topics().partitions(),
                (short) kafka.topics().replication());
        StreamMailbox mailbox = new StreamMailbox();
        mailboxes.computeIfAbsent(model.name(), any -> new ArrayList<>()).add(mailbox);
        return new ExactlyOnceLoop(
                settings, () -> processor(served, thread, mailbox), LoopClock.SYSTEM, meters.loop(model.name()));
    }

    private PredictionProcessor processor(ServedModel served, int thread, StreamMailbox mailbox) {
        RoomConfig streams = served.config().streams();
        Path file = streams.directory()
                .resolve(config.instance() + "-" + served.config().name() + "-" + thread);
        return new PredictionProcessor(
                served.task(),
                kernels,
                rules(served.config().sequences()),
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(
                        streams.memory().isPresent() ? new DiskStreams(file) : StreamStore.NONE,
                        Math.max(1, streams.memory().orElse(Integer.MAX_VALUE) / config.threads())),
                mailbox);
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
        return loops.values().stream().allMatch(ExactlyOnceLoop::ready);
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
        return CompletableFuture.anyOf(
                loops.values().stream().map(ExactlyOnceLoop::terminated).toArray(CompletableFuture<?>[]::new));
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
        meters.close();
    }
}
