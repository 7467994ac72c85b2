package io.millrace.cli;

import io.millrace.data.Splits;
import io.millrace.model.FitOptions;
import io.millrace.model.Model;
import io.millrace.training.EarlyStopping;
import io.millrace.training.TrainingReport;
import io.millrace.training.TrainingSet;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.GradientClipping.Kind;
import io.millrace.training.optimizer.Optimizers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of how a network learns, whatever it learns from. */
final class Learning {
    static final int EPOCHS = 10;

    @Option(
            names = "--layers",
            description =
                    "Class:units[:activation],… (LSTM:64), the output layer last; where it is no Dense it is added,"
                            + " but with --data.")
    private String layers;

    @Option(names = "--optimizer", description = "SGD, Adagrad, RMSprop, Adam or AdamW (Adam).")
    private String optimizer;

    @Option(names = "--learning-rate", description = "Of the optimizer.")
    private Double learningRate;

    @Option(names = "--clip-value", description = "Bound on each component of the gradient.")
    private Double clipValue;

    @Option(names = "--batch-size", description = "Sequences of one update (32).")
    private Integer batchSize;

    @Option(names = "--no-shuffle", description = "Takes the sequences in their order in every epoch.")
    private boolean noShuffle;

    @Option(names = "--epochs", description = "Passes over the data (10; 60 with --data, 1 with --inputs).")
    private Integer epochs;

    @Option(
            names = "--validation",
            defaultValue = "0",
            description = "Share of the data that is held out and only watched (${DEFAULT-VALUE}).")
    private double validation;

    @Option(
            names = "--hold-out-every",
            description = "Holds the first and then every n-th example of each class out instead.")
    private Integer holdOutEvery;

    @Option(
            names = "--patience",
            description = "Ends after so many epochs without a better loss, with the weights of the best.")
    private Integer patience;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "Of the first weights and the order (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "They change the speed, never the result.")
    private int threads;

    Optional<String> layers() {
        return Optional.ofNullable(layers);
    }

    Optional<String> optimizer() {
        return Optional.ofNullable(optimizer);
    }

    Optional<Double> learningRate() {
        return Optional.ofNullable(learningRate);
    }

    int epochs(int otherwise) {
        return epochs == null ? otherwise : epochs;
    }

    int batchSize() {
        return batchSize == null ? 32 : batchSize;
    }

    boolean shuffle() {
        return !noShuffle;
    }

    double validation() {
        return validation;
    }

    Optional<EarlyStopping> stopping() {
        return Optional.ofNullable(patience).map(EarlyStopping::new);
    }

    long seed() {
        return seed;
    }

    int threads() {
        return threads;
    }

    /** Refuses options that mean nothing beside the given one. */
    void refuse(String beside, String... meaningless) {
        Map<String, Boolean> given = Map.of(
                "--layers", layers != null,
                "--optimizer", optimizer != null,
                "--learning-rate", learningRate != null,
                "--clip-value", clipValue != null,
                "--batch-size", batchSize != null,
                "--no-shuffle", noShuffle,
                "--validation", validation != 0,
                "--hold-out-every", holdOutEvery != null,
                "--patience", patience != null);
        for (String option : meaningless) {
            if (given.get(option)) {
                throw new CommandFailedException(option + ": means nothing together with " + beside + "; leave it out");
            }
        }
    }

    /** Which examples are learned from, and which are held out and only watched. */
    Splits split(int[] labels) {
        return Splits.of(labels, Optional.ofNullable(holdOutEvery), validation, seed);
    }

    /** What {@code fit} is told, but for the data. */
    FitOptions options() {
        FitOptions options = FitOptions.epochs(epochs(EPOCHS))
                .batchSize(batchSize())
                .shuffle(shuffle())
                .seed(seed)
                .threads(threads);
        stopping().ifPresent(options::earlyStopping);
        return clipValue == null ? options : options.clipping(new GradientClipping(Kind.VALUE, clipValue));
    }

    /** Trains before the user's eyes. */
    TrainingReport fit(Model model, TrainingSet training, Optional<TrainingSet> watched, FitOptions options) {
        Map<String, Double> settings = learningRate == null ? Map.of() : Map.of("learning_rate", learningRate);
        String metric = model.labels().isEmpty() ? "perplexity" : "accuracy";
        model.compile(
                Optimizers.named(optimizer().orElse("Adam"), settings), "sparse_categorical_crossentropy", metric);
        watched.ifPresent(options::validation);
        try (TrainingBar bar = new TrainingBar()) {
            return model.fit(training, options.callback(bar));
        }
    }

    /** Writes the model with its origin. */
    void save(Model model, Path data, Path out) {
        model.provenance(Map.of("data", data.getFileName().toString(), "seed", Long.toString(seed)))
                .save(out);
    }
}
