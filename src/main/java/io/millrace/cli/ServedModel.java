package io.millrace.cli;

import io.millrace.config.ConfigException;
import io.millrace.config.ModelConfig;
import io.millrace.config.RetrainConfig;
import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.Baseline;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Predict;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From a model's configuration and its file to what a loop serves. Errors name the place in the configuration.
 *
 * @param task empty: the first model comes while the service runs
 */
record ServedModel(ModelConfig config, Optional<StreamTask> task, String unit) {
    /** All of them. Errors: every model that cannot be used, a line each. */
    static List<ServedModel> loadAll(List<ModelConfig> models) {
        List<ServedModel> loaded = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (ModelConfig model : models) {
            try {
                loaded.add(load(model));
            } catch (RuntimeException e) {
                errors.add(CommandLineInterface.oneLine(e));
            }
        }
        if (!errors.isEmpty()) {
            throw new ConfigException(errors);
        }
        return loaded;
    }

    /** The model of the configured file; a file that says nothing of features gets the points as they are. */
    static ServedModel load(ModelConfig config) {
        return new ServedModel(
                config,
                config.hasFile() ? Optional.of(task(config, KerasModelFile.read(config.file()))) : Optional.empty(),
                "");
    }

    /** What a loop serves of the model; errors: one that does not fit the configuration is refused. */
    static StreamTask task(ModelConfig config, KerasModel file) {
        Encoding encoding = config.input().tokens().isPresent() ? tokens(config, file) : points(config, file);
        ModelVersion version = new ModelVersion(config.name(), file.version());
        List<String> labels = config.output().labels();
        Optional<Target> target = labels.isEmpty() ? file.target() : Optional.of(new Target.Labels(labels));
        return task(config, new StreamModel(version, file.network(), encoding, target));
    }

    /** @param unit of the features, for the page; empty for none */
    static ServedModel of(ModelConfig config, StreamModel model, String unit) {
        return new ServedModel(config, Optional.of(task(config, model)), unit);
    }

    private static StreamTask task(ModelConfig config, StreamModel model) {
        try {
            return new StreamTask(model, settings(config));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "models." + config.name() + ".file: " + config.file() + ": " + e.getMessage(), e);
        }
    }

    private static PointEncoding points(ModelConfig config, KerasModel file) {
        List<String> features = config.input().features();
        if (file.encoding().isPresent() && file.encoding().get() instanceof TokenEncoding found) {
            throw wrong(config, "features", "tokens: " + word(found) + ", as in " + config.file(), features);
        }
        PointEncoding encoding = file.points(features);
        if (!encoding.features().equals(features)) {
            throw wrong(config, "features", encoding.features() + ", as in " + config.file(), features);
        }
        return encoding;
    }

    private static TokenEncoding tokens(ModelConfig config, KerasModel file) {
        String asked = config.input().tokens().orElseThrow().key();
        if (file.encoding().isEmpty() || !(file.encoding().get() instanceof TokenEncoding found)) {
            throw new IllegalArgumentException("models." + config.name() + ".input.tokens: expected a vocabulary in "
                    + config.file() + ", found "
                    + file.encoding().map(Encoding::describe).orElse("none"));
        }
        if (!word(found).equals(asked)) {
            throw wrong(config, "tokens", word(found) + ", as in " + config.file(), asked);
        }
        return found;
    }

    private static String word(TokenEncoding tokens) {
        return tokens.vocabulary().kind().name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException wrong(ModelConfig config, String key, String expected, Object found) {
        return new IllegalArgumentException(
                "models." + config.name() + ".input." + key + ": expected " + expected + ", found " + found);
    }

    private static StreamSettings settings(ModelConfig config) {
        ModelConfig.Baseline baseline = config.baseline();
        return new StreamSettings(
                Predict.valueOf(config.predict().name()),
                config.output().ahead(),
                config.output().top(),
                config.output().running(),
                config.input().window(),
                config.input().longest(),
                config.output().steps(),
                config.output().beam(),
                baseline == ModelConfig.Baseline.UNIGRAM ? Baseline.CONSTANT_VELOCITY : Baseline.parse(baseline.key()),
                config.retrain().map(RetrainConfig::replay).orElse(0),
                config.retrain().map(RetrainConfig::carry).orElse(false));
    }
}
