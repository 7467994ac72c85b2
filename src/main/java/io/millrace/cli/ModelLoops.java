package io.millrace.cli;

import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.RoomConfig;
import io.millrace.kafka.ExactlyOnceLoop;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.RecordTraces;
import io.millrace.kafka.StreamMailbox;
import io.millrace.metrics.Meters;
import io.millrace.network.SequenceModel;
import io.millrace.network.WarmUp;
import io.millrace.network.kernel.Kernels;
import io.millrace.store.DiskStreams;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamStore;
import io.millrace.verticle.PredictionVerticle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops of one model in this process, one a thread. Their names and mailboxes are there from the start, they themselves
 * once there is a model that they can serve.
 */
final class ModelLoops {
    private static final Logger log = LoggerFactory.getLogger(ModelLoops.class);
    private static final Duration WARM_UP = Duration.ofMillis(300); // at most, of the kernels

    private final MillraceConfig config;
    private final ModelConfig model;
    private final CompletableFuture<Champion> champion;
    private final Kernels kernels;
    private final Meters meters;
    private final RecordTraces traces;
    private final List<StreamMailbox> mailboxes; // by thread
    private final Map<Integer, ExactlyOnceLoop> loops = new ConcurrentHashMap<>(); // the same
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param champion completes when there is a model */
    ModelLoops(
            MillraceConfig config,
            ModelConfig model,
            CompletableFuture<Champion> champion,
            Kernels kernels,
            Meters meters,
            RecordTraces traces) {
        this.config = config;
        this.model = model;
        this.champion = champion;
        this.kernels = kernels;
        this.meters = meters;
        this.traces = traces;
        mailboxes = Stream.generate(StreamMailbox::new).limit(config.threads()).toList();
    }

    ModelConfig model() {
        return model;
    }

    /** What serves; empty: the first model is still to come. */
    Optional<Champion> champion() {
        return Optional.ofNullable(champion.getNow(null));
    }

    List<StreamMailbox> mailboxes() {
        return mailboxes;
    }

    /** Whether all of them have restored their states and serve. */
    boolean ready() {
        return threads().allMatch(this::ready);
    }

    /** The same of each, by name. */
    Map<String, BooleanSupplier> readiness() {
        Map<String, BooleanSupplier> readiness = new LinkedHashMap<>();
        threads().forEach(thread -> readiness.put(name(thread), () -> ready(thread)));
        return readiness;
    }

    private boolean ready(int thread) {
        ExactlyOnceLoop loop = loops.get(thread);
        return loop != null && loop.ready();
    }

    private String name(int thread) {
        return model.name() + "-" + thread;
    }

    private IntStream threads() {
        return IntStream.range(0, config.threads());
    }

    /** Completes when one of them ends: by itself it does so only when an operator is needed. */
    CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** At once, or when the first model comes. */
    void start(Consumer<PredictionVerticle> deploy) {
        if (champion.isDone()) {
            start(champion.join(), deploy);
        } else {
            log.info("{}: waits for its first model", model.name());
            CompletableFuture<Void> unused = champion.thenAccept(first -> start(first, deploy));
        }
    }

    private void start(Champion first, Consumer<PredictionVerticle> deploy) {
        warmUp(first.newest().task().reader());
        String version = first.newest().task().model().id().version();
        log.info(
                "{}: version {} serves, from {} to {}",
                model.name(),
                version,
                model.input().topic(),
                model.output().topic());
        meters.version(model.name(), version);
        threads().forEach(thread -> {
            ExactlyOnceLoop loop = loop(first, thread);
            loops.put(thread, loop);
            deploy.accept(new PredictionVerticle(model.name(), name(thread), loop));
        });
    }

    private void warmUp(SequenceModel network) {
        if (network.architecture().canStep()) {
            int steps = new WarmUp(network, kernels, System::nanoTime).run(WARM_UP);
            log.debug("{} steps to warm the kernels", steps);
        }
    }

    private ExactlyOnceLoop loop(Champion first, int thread) {
        LoopSettings settings = LoopNames.settings(config, model, thread);
        ExactlyOnceLoop loop = new ExactlyOnceLoop(
                settings,
                () -> processor(first, thread),
                LoopClock.SYSTEM,
                meters.loop(model.name(), settings.instance(), traces));
        CompletableFuture<Void> unused = loop.terminated().whenComplete((done, error) -> {
            if (error == null) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(error);
            }
        });
        return loop;
    }

    private PredictionProcessor processor(Champion first, int thread) {
        RoomConfig streams = model.streams();
        Path file = streams.directory().resolve(config.instance() + "-" + name(thread));
        return new PredictionProcessor(
                first,
                kernels,
                LoopNames.rules(model),
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(
                        streams.memory().isPresent() ? new DiskStreams(file) : StreamStore.NONE,
                        Math.max(1, streams.memory().orElse(Integer.MAX_VALUE) / config.threads())),
                mailboxes.get(thread));
    }
}
