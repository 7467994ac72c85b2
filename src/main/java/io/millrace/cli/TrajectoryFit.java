package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.ModelConfig;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of learning the next point of recorded streams. */
final class TrajectoryFit implements DataFit {
    @Option(names = "--data", description = "CSV file; with --split its training streams alone.")
    private Path data;

    @Mixin
    private CsvOptions columns;

    @Option(names = "--interval", description = "The network also sees the time since a stream's last point.")
    private boolean interval;

    @Option(names = "--config", description = "Configuration of the service: gives the features and the file to write.")
    private Path config;

    @Option(names = "--model-name", description = "Which model of --config; needed where there are several.")
    private String modelName;

    /** The file to write: {@code out}, or the one of the configuration. */
    Path file(Path out) {
        Path file = config == null || !model().hasFile() ? out : model().file();
        if (file == null) {
            throw new CommandFailedException("--out: is missing");
        }
        return file;
    }

    boolean isGiven() {
        return data != null;
    }

    @Override
    public TrainingReport fit(Learning learning, Path file) throws IOException {
        if (data == null) {
            throw new CommandFailedException(
                    "--data: is missing; or give --text, --images, --labelled, --idx, or --model, --inputs and --targets");
        }
        learning.refuse(
                "--data",
                "--optimizer",
                "--learning-rate",
                "--clip-value",
                "--batch-size",
                "--no-shuffle",
                "--hold-out-every");
        if (config != null && !model().input().features().equals(columns.features())) {
            throw new CommandFailedException(config + ": expected --features "
                    + String.join(",", model().input().features()) + ", found " + String.join(",", columns.features()));
        }
        Trajectories streams = columns.read(data, StreamSplit::train);
        TrajectoryModel trained = train(streams, recipe(streams, learning), learning);
        Map<String, String> provenance = Map.of(
                "data", data.getFileName().toString(),
                "points", Integer.toString(streams.points()),
                "seed", Long.toString(learning.seed()));
        KerasModelFile.write(
                new KerasModel(trained.model(), "1")
                        .withEncoding(trained.encoding())
                        .withProvenance(provenance),
                file);
        return trained.report();
    }

    private TrajectoryRecipe recipe(Trajectories streams, Learning learning) {
        TrajectoryRecipe standard = TrajectoryRecipe.standard(streams.features().size());
        TrajectoryRecipe recipe = standard.withLayers(
                        learning.layers().map(LayerList::parse).orElse(standard.layers()))
                .withEpochs(learning.epochs(standard.epochs()))
                .withSeed(learning.seed())
                .withThreads(learning.threads());
        TrajectoryRecipe stopping =
                learning.stopping().map(recipe::withStopping).orElse(recipe);
        return interval ? stopping.withInterval() : stopping;
    }

    private static TrajectoryModel train(Trajectories streams, TrajectoryRecipe recipe, Learning learning) {
        Trajectories training = streams;
        Optional<Trajectories> heldOut = Optional.empty();
        if (learning.validation() > 0) {
            StreamSplit split = StreamSplit.seeded(streams.streams(), learning.validation(), learning.seed());
            training = streams.only(split.train());
            heldOut = Optional.of(streams.only(split.test()));
        }
        try (TrainingBar bar = new TrainingBar()) {
            return new TrajectoryTraining(recipe, Kernels.best(), InstantSource.system()).train(training, heldOut, bar);
        }
    }

    private ModelConfig model() {
        List<ModelConfig> models = ConfigReader.read(config, System.getenv()).models();
        if (modelName == null && models.size() == 1) {
            return models.get(0);
        }
        return models.stream()
                .filter(model -> model.name().equals(modelName))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("--model-name: expected one of "
                        + models.stream().map(ModelConfig::name).toList() + ", found " + modelName));
    }
}
