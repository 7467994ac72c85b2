package io.millrace.cli;

import io.millrace.baseline.Extrapolation;
import io.millrace.codec.PointDecoder;
import io.millrace.codec.PredictionJson;
import io.millrace.config.KafkaConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.RetrainConfig;
import io.millrace.kafka.ErrorTail;
import io.millrace.kafka.InputReplay;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.ModelFollower;
import io.millrace.kafka.RetrainerSeat;
import io.millrace.keras.KerasModelFile;
import io.millrace.keras.ModelFileException;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.ChallengeSettings;
import io.millrace.retrain.Challenger;
import io.millrace.retrain.RetrainObserver;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import io.millrace.verticle.FollowedModel;
import io.millrace.verticle.Retrainer;
import io.millrace.verticle.RetrainingVerticle;
import io.millrace.web.ModelCommands;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wiring of one model that is retrained while it serves. */
final class RetrainedModel implements ModelCommands {
    private static final Logger log = LoggerFactory.getLogger(RetrainedModel.class);
    private static final double LEARNING_RATE = 3e-3;
    private static final double JUDGED = 0.2;
    private static final double SIGNIFICANCE = 0.05;

    private final ModelConfig config;
    private final FollowedModel followed;
    private final ModelFollower follower;
    private final Retrainer retrainer;

    /** @param loops settings of the model's loops */
    RetrainedModel(
            ServedModel served, KafkaConfig kafka, LoopSettings loops, Kernels kernels, RetrainObserver observer) {
        config = served.config();
        RetrainConfig retrain = config.retrain().orElseThrow();
        followed = new FollowedModel(served.task(), file -> ServedModel.task(config, file), observer);
        String models = kafka.groupId() + ".models";
        String events = kafka.groupId() + ".events";
        follower = new ModelFollower(loops, models, config.name(), followed);
        LoopSettings seat = new LoopSettings(
                loops.client(),
                loops.group() + ".retrain",
                "retrainer",
                loops.topics(),
                loops.commit(),
                loops.partitions(),
                loops.replication());
        List<String> features = config.input().features();
        Challenger challenger = new Challenger(
                settings(retrain),
                config.baseline() == ModelConfig.Baseline.CONSTANT_POSITION
                        ? Extrapolation.constantPosition(1)
                        : Extrapolation.constantVelocity(2, 1),
                kernels,
                InstantSource.system());
        retrainer = new Retrainer(
                new Retrainer.Settings(
                        config.name(),
                        features,
                        retrain.window(),
                        retrain.minimum(),
                        retrain.every(),
                        retrain.drift(),
                        retrain.cpu(),
                        retrain.seed(),
                        new CommandLineInterface.Version().getVersion()[0]),
                () -> new RetrainerSeat(seat, models, events, config.name(), retrain.keep(), retrain.time()),
                () -> new ErrorTail(seat, new PredictionJson()::read),
                new InputReplay(seat, new PointDecoder(features)),
                follower,
                followed,
                challenger,
                observer,
                InstantSource.system());
    }

    private static ChallengeSettings settings(RetrainConfig retrain) {
        List<Layer> layers = retrain.network().isEmpty() ? List.of() : LayerList.parse(retrain.network());
        return new ChallengeSettings(
                layers,
                retrain.epochs(),
                LEARNING_RATE,
                retrain.older(),
                JUDGED,
                retrain.margin(),
                SIGNIFICANCE,
                retrain.seed(),
                retrain.time(),
                (long) retrain.memoryMegabytes() << 20);
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
