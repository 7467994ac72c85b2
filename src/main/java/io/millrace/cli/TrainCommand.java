package io.millrace.cli;

import io.millrace.training.EpochReport;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description = {
            "Trains a network to predict the next point of the streams in a CSV file, and writes a Keras file and a report;",
            "or, with --inputs and --targets, is Keras' fit(x, y) on a model file and NumPy arrays;",
            "or, with --pairs, learns to make one sequence of another."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrajectoryFit trajectories;

    @ArgGroup(exclusive = false, heading = "%nAs Keras' fit(x, y):%n")
    private ArrayFit arrays;

    @ArgGroup(exclusive = false, heading = "%nOne sequence into another, an encoder and a decoder:%n")
    private PairFit pairs;

    @Option(names = "--epochs", description = "Passes over the data (60; 1 with --inputs; 10 with --pairs).")
    private Integer epochs;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "Of the first weights and the order (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "They change the speed, never the result.")
    private int threads;

    @Option(names = "--out", description = "Keras file (.h5) to write; the report stands beside it.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Path file = trajectories.file(out);
        TrainingReport report = fit(file);
        Path reportFile = ReportFile.beside(file);
        ReportFile.write(report, reportFile);
        print(report);
        spec.commandLine().getOut().println("wrote " + file + " and " + reportFile);
        return CommandLineInterface.DONE;
    }

    private TrainingReport fit(Path file) throws IOException {
        if (pairs != null) {
            return pairs.fit(epochs, seed, threads, file);
        }
        return arrays == null
                ? trajectories.fit(epochs, seed, threads, file)
                : arrays.fit(epochs == null ? 1 : epochs, seed, threads, file);
    }

    private void print(TrainingReport report) {
        PrintWriter text = spec.commandLine().getOut();
        EpochReport best = report.epochs().get(report.bestEpoch() - 1);
        text.printf(
                Locale.ROOT,
                "%d parameters, %d sequences of %d steps, %d epochs in %.1f s, best loss %.6f in epoch %d%n",
                report.parameters(),
                report.data().sequences(),
                report.data().steps(),
                report.epochs().size(),
                report.seconds(),
                best.comparedLoss(),
                report.bestEpoch());
    }
}
