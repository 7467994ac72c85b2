package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.EpochReport;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description = {
            "Trains a network to predict the next point of the streams in a CSV file, and writes a Keras file;",
            "or, with --inputs and --targets, is Keras' fit(x, y) on a model file and NumPy arrays."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", description = "CSV file; with --split its training streams alone.")
    private Path data;

    @Mixin
    private CsvOptions columns;

    @Option(
            names = "--layers",
            description = "Class:units[:activation],… (LSTM:64 and a Dense layer as wide as a point).")
    private String layers;

    @Option(names = "--config", description = "Configuration of the service: gives the features and the file to write.")
    private Path config;

    @Option(names = "--model-name", description = "Which model of --config; needed where there are several.")
    private String modelName;

    @Option(names = "--epochs", description = "Passes over the data (60; 1 with --inputs).")
    private Integer epochs;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "Of the first weights and the order (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "They change the speed, never the result.")
    private int threads;

    @Option(names = "--out", description = "Keras file (.h5) to write.")
    private Path out;

    @ArgGroup(exclusive = false, heading = "%nAs Keras' fit(x, y):%n")
    private ArrayFit arrays;

    @Override
    public Integer call() throws IOException {
        PrintWriter text = spec.commandLine().getOut();
        if (arrays != null) {
            report(text, arrays.fit(epochs == null ? 1 : epochs, seed, threads, required("--out", out)));
            return CommandLineInterface.DONE;
        }
        Optional<ModelConfig> model = config == null ? Optional.empty() : Optional.of(model());
        Path file = model.map(ModelConfig::file).orElse(out);
        Trajectories streams = columns.read(required("--data", data), StreamSplit::train);
        if (model.isPresent() && !model.get().input().features().equals(streams.features())) {
            throw new CommandFailedException(config + ": expected --features "
                    + String.join(",", model.get().input().features()) + ", found "
                    + String.join(",", streams.features()));
        }
        report(text, train(streams, required("--out", file)));
        text.println("wrote " + file);
        return CommandLineInterface.DONE;
    }

    private TrainingReport train(Trajectories streams, Path file) {
        TrajectoryRecipe standard = TrajectoryRecipe.standard(streams.features().size());
        TrajectoryRecipe recipe = standard.withLayers(layers == null ? standard.layers() : LayerList.parse(layers))
                .withEpochs(epochs == null ? standard.epochs() : epochs)
                .withSeed(seed)
                .withThreads(threads);
        TrajectoryModel trained;
        try (TrainingBar bar = new TrainingBar()) {
            trained = new TrajectoryTraining(recipe, Kernels.best(), InstantSource.system())
                    .train(streams, Optional.empty(), bar);
        }
        Map<String, String> provenance = Map.of(
                "data", data.getFileName().toString(),
                "points", Integer.toString(streams.points()),
                "seed", Long.toString(seed));
        KerasModelFile.write(
                new KerasModel(trained.model(), "1")
                        .withEncoding(trained.encoding())
                        .withProvenance(provenance),
                file);
        return trained.report();
    }

    private ModelConfig model() {
        MillraceConfig read = ConfigReader.read(config, System.getenv());
        List<ModelConfig> models = read.models();
        if (modelName == null && models.size() == 1) {
            return models.get(0);
        }
        return models.stream()
                .filter(model -> model.name().equals(modelName))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--model-name: expected one of "
                                + models.stream().map(ModelConfig::name).toList() + ", found " + modelName));
    }

    private <T> T required(String option, T value) {
        if (value == null) {
            throw new ParameterException(spec.commandLine(), option + ": is missing");
        }
        return value;
    }

    private static void report(PrintWriter text, TrainingReport report) {
        EpochReport last = report.epochs().get(report.epochs().size() - 1);
        text.printf(
                Locale.ROOT,
                "%d parameters, %d sequences of %d steps, %d epochs in %.1f s, loss %.6f%n",
                report.parameters(),
                report.data().sequences(),
                report.data().steps(),
                report.epochs().size(),
                report.seconds(),
                last.loss());
    }
}
