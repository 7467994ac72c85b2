package io.millrace.cli;

import io.millrace.training.EpochReport;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description = {
            "Trains a network and writes a Keras file and a report. From --data it learns the next point of the streams in a",
            "CSV file, from --text the next character or word, from --images, --idx and --labelled which class something is,",
            "from --pairs to make one sequence of another; with --inputs and --targets it is Keras' fit(x, y) on a model file and NumPy arrays."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrajectoryFit trajectories;

    @ArgGroup(exclusive = true)
    private Source source;

    @Mixin
    private Learning learning;

    @Option(names = "--out", description = "Keras file (.h5) to write; the report stands beside it.")
    private Path out;

    /** What else there is to learn from than the streams of a CSV file. */
    private static final class Source {
        @ArgGroup(exclusive = false, heading = "%nAs Keras' fit(x, y):%n")
        private ArrayFit arrays;

        @ArgGroup(exclusive = false, heading = "%nText:%n")
        private TextFit text;

        @ArgGroup(exclusive = false, heading = "%nLabelled texts:%n")
        private LabelledFit labelled;

        @ArgGroup(exclusive = false, heading = "%nLabelled images:%n")
        private ImageFit images;

        @ArgGroup(exclusive = false, heading = "%nidx files:%n")
        private IdxFit idx;

        @ArgGroup(exclusive = false, heading = "%nPairs of sequences, for an encoder and a decoder:%n")
        private PairFit pairs;

        DataFit given() {
            return Stream.of(arrays, text, labelled, images, idx, pairs)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public Integer call() throws IOException {
        if (source != null && trajectories.isGiven()) {
            throw new CommandFailedException("--data: expected one kind of data, found another beside it");
        }
        Path file = trajectories.file(out);
        DataFit data = source == null ? trajectories : source.given();
        TrainingReport report = data.fit(learning, file);
        Path reportFile = ReportFile.beside(file);
        ReportFile.write(report, reportFile);
        print(report);
        spec.commandLine().getOut().println("wrote " + file + " and " + reportFile);
        return CommandLineInterface.DONE;
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
        best.metrics().forEach((name, value) -> text.printf(Locale.ROOT, "%s %.4f%n", name, value));
        best.validation().ifPresent(held -> held.metrics()
                .forEach((name, value) -> text.printf(Locale.ROOT, "%s %.4f on what was held out%n", name, value)));
    }
}
