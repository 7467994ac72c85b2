package io.millrace.cli;

import io.millrace.baseline.Extrapolation;
import io.millrace.config.ModelConfig;
import io.millrace.config.RetrainConfig;
import io.millrace.encoding.Target;
import io.millrace.network.Distribution;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.ChallengeSettings;
import io.millrace.retrain.Challenger;
import io.millrace.retrain.Contender;
import io.millrace.retrain.Lesson;
import io.millrace.retrain.NextPoints;
import io.millrace.retrain.NextTokens;
import io.millrace.retrain.SequenceLabels;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a model is to learn, from its configuration. */
final class Lessons {
    private static final double LEARNING_RATE = 3e-3;
    private static final double JUDGED = 0.2;
    private static final double SIGNIFICANCE = 0.05;

    private final ModelConfig config;
    private final ChallengeSettings settings;
    private final Kernels kernels;
    private final InstantSource clock = InstantSource.system();

    Lessons(ModelConfig config, Kernels kernels) {
        this.config = config;
        this.kernels = kernels;
        settings = settings(config.retrain().orElseThrow());
    }

    Challenger challenger() {
        return new Challenger(settings, this::lesson, clock);
    }

    private Lesson lesson(Optional<Contender> champion, Map<String, String> labels) {
        if (config.predict() == ModelConfig.Predict.LABEL) {
            List<String> known =
                    champion.map(Lessons::names).orElse(config.output().labels());
            return new SequenceLabels(settings, known, labels, kernels, clock);
        }
        if (config.input().tokens().isPresent()) {
            return new NextTokens(settings, kernels, clock);
        }
        return new NextPoints(
                settings,
                config.baseline() == ModelConfig.Baseline.CONSTANT_POSITION
                        ? Extrapolation.constantPosition(1)
                        : Extrapolation.constantVelocity(2, 1),
                kernels,
                clock);
    }

    /** A file that names no labels numbers them. */
    private static List<String> names(Contender champion) {
        return champion.target().orElse(null) instanceof Target.Labels labels
                ? labels.names()
                : IntStream.range(0, Distribution.of(champion.model()).size())
                        .mapToObj(Integer::toString)
                        .toList();
    }

    private static ChallengeSettings settings(RetrainConfig retrain) {
        List<Layer> layers = retrain.network().isEmpty() ? List.of() : LayerList.parse(retrain.network());
        return new ChallengeSettings(
                layers,
                retrain.begin() == RetrainConfig.Begin.SCRATCH,
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
}
