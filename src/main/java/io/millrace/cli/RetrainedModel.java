package io.millrace.cli;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.ResultReader;
import io.millrace.config.CanaryConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.RetrainConfig;
import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.kafka.ErrorTail;
import io.millrace.kafka.InputReplay;
import io.millrace.kafka.InputTail;
import io.millrace.kafka.LabelReplay;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.ModelFollower;
import io.millrace.kafka.RetrainerSeat;
import io.millrace.kafka.SequenceRules;
import io.millrace.kafka.ShadowRun;
import io.millrace.keras.KerasModelFile;
import io.millrace.keras.ModelFileException;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.Adwin;
import io.millrace.retrain.PageHinkley;
import io.millrace.retrain.RetrainObserver;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import io.millrace.verticle.CanaryWatch;
import io.millrace.verticle.FollowedModel;
import io.millrace.verticle.Lookout;
import io.millrace.verticle.Retrainer;
import io.millrace.verticle.RetrainerSettings;
import io.millrace.verticle.RetrainingVerticle;
import io.millrace.verticle.Trial;
import io.millrace.web.ModelCommands;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wiring of one model that is retrained while it serves. */
final class RetrainedModel implements ModelCommands {
    private static final Logger log = LoggerFactory.getLogger(RetrainedModel.class);

    private final ModelConfig config;
    private final FollowedModel followed;
    private final ModelFollower follower;
    private final Retrainer retrainer;

    RetrainedModel(MillraceConfig process, ServedModel served, Kernels kernels, RetrainObserver observer) {
        config = served.config();
        RetrainConfig retrain = config.retrain().orElseThrow();
        LoopSettings loops = LoopNames.settings(process, config, 0);
        SequenceRules rules = LoopNames.rules(config);
        followed = new FollowedModel(served.task(), file -> ServedModel.task(config, file), observer);
        String models = LoopNames.models(process.kafka());
        String events = LoopNames.events(process.kafka());
        follower = new ModelFollower(loops, models, config.name(), followed);
        LoopSettings seat = new LoopSettings(
                loops.client(),
                loops.group() + ".retrain",
                "retrainer",
                loops.topics(),
                loops.commit(),
                loops.checkpoint(),
                loops.standby(),
                loops.partitions(),
                loops.replication());
        Encoding encoding = served.task()
                .map(task -> task.model().encoding())
                .orElseGet(() -> PointEncoding.unscaled(config.input().features()));
        RetrainerSettings settings = retrainer(retrain);
        Duration longest = retrain.time()
                .plus(retrain.shadow().orElse(Duration.ZERO))
                .plus(retrain.canary().map(CanaryConfig::time).orElse(Duration.ZERO));
        Supplier<ErrorTail> errors = () -> new ErrorTail(seat, results(encoding));
        Function<Set<String>, Map<String, String>> labels = retrain.labels()
                .<Function<Set<String>, Map<String, String>>>map(topic -> new LabelReplay(seat, topic)::read)
                .orElse(any -> Map.of());
        InputReplay input = new InputReplay(seat, encoding, rules);
        retrainer = new Retrainer(
                settings,
                () -> new RetrainerSeat(seat, models, events, config.name(), retrain.keep(), longest),
                new Lookout(
                        errors,
                        retrain.detector() == RetrainConfig.Detector.ADWIN ? Adwin::new : PageHinkley::new,
                        () -> new InputTail(seat, encoding, rules),
                        encoding.width()),
                input,
                new Trial(
                        settings,
                        new Lessons(config, kernels).challenger(),
                        labels,
                        new ShadowRun(seat, rules, kernels, labels),
                        followed,
                        observer,
                        InstantSource.system()),
                retrain.canary()
                        .map(how -> new CanaryWatch(
                                new CanaryWatch.Settings(how.share(), how.time()), errors, InstantSource.system())),
                follower,
                followed,
                observer,
                InstantSource.system());
    }

    private RetrainerSettings retrainer(RetrainConfig retrain) {
        return new RetrainerSettings(
                config.name(),
                config.input().tokens().isPresent()
                        ? List.of("token")
                        : config.input().features(),
                retrain.window(),
                retrain.oldest(),
                retrain.minimum(),
                retrain.every(),
                retrain.drift(),
                retrain.shadow(),
                retrain.cpu(),
                retrain.seed(),
                describe(retrain),
                new CommandLineInterface.Version().getVersion()[0]);
    }

    /** What decides what a training makes of its data. */
    private static String describe(RetrainConfig retrain) {
        return String.format(
                Locale.ROOT,
                "begin %s, network %s, epochs %d, window %d, older %s, margin %s, memoryMegabytes %d",
                retrain.begin().name().toLowerCase(Locale.ROOT),
                retrain.network().isEmpty() ? "usual" : retrain.network(),
                retrain.epochs(),
                retrain.window(),
                retrain.older(),
                retrain.margin(),
                retrain.memoryMegabytes());
    }

    private ResultReader results(Encoding encoding) {
        boolean points = encoding instanceof PointEncoding && config.predict() == ModelConfig.Predict.NEXT;
        return points ? new PredictionJson()::read : new AnswerJson()::read;
    }

    /** Reads what has been published; after a while it goes on without, and takes it up when it comes. */
    void follow(Duration patience) {
        follower.start();
        try {
            follower.caughtUp().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("{}: the models topic could not be read within {}; goes on without", config.name(), patience);
        } catch (ExecutionException e) {
            throw new IllegalStateException("never fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes when there is a model. */
    CompletableFuture<Champion> champion() {
        return followed.champion();
    }

    RetrainingVerticle verticle() {
        return new RetrainingVerticle("retrain-" + config.name(), retrainer, follower);
    }

    @Override
    public String describe() {
        String version = followed.reign()
                .map(reign -> reign.task().model().id().version())
                .orElse("none");
        return """
                {"model":"%s","version":"%s","kept":%s,"retrainer":"%s"}""".formatted(
                        config.name(),
                        version,
                        follower.kept(),
                        retrainer.status().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    @Override
    public Optional<String> retrain() {
        return retrainer.requestTraining() ? Optional.empty() : Optional.of("another instance retrains this model");
    }

    @Override
    public Optional<String> endTraining() {
        return retrainer.requestEnd();
    }

    @Override
    public Optional<String> rollBack(long version) {
        return retrainer.requestRollback(version);
    }

    /** Only a model that could serve is published. */
    @Override
    public Optional<String> publish(byte[] file) {
        try {
            StreamTask task = ServedModel.task(config, KerasModelFile.read(file, "the file"));
            Optional<String> why = followed.reign().flatMap(reign -> task.whyNotAfter(reign.task()));
            return why.isPresent() ? why : retrainer.requestPublication(file);
        } catch (IllegalArgumentException | ModelFileException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
