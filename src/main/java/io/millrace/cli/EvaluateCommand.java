package io.millrace.cli;

import io.millrace.keras.KerasModelFile;
import java.io.IOException;
import java.nio.file.Path;
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
        name = "evaluate",
        description = {
            "Prints how good a model is beside plain baselines, and its skill: the share of a baseline's error that is gone.",
            "",
            "Streams of points (--data): from every point n of a stream with 6 points before it and 10 after it, the points"
                    + " n+1 to n+10 are predicted. A network has seen every point from the stream's first to n, one at a"
                    + " time, and goes on in closed loop, on its own predictions, from a copy of its state. Kalman filters"
                    + " have seen the same points, the other baselines the last 1 to 7. An error is the Euclidean distance"
                    + " to the point that came. Printed: mean / median after 1 and 10 steps; ADE, average displacement"
                    + " error, the mean over all starts and steps 1 to 10; FDE, final displacement error, the mean over all"
                    + " starts of step 10.",
            "Text (--text): mean -ln p of each held out token and perplexity, beside a unigram, a bigram and a 5-gram"
                    + " (interpolated after Witten and Bell), all learnt from what was not held out.",
            "Classes (--labelled, --images, --idx): accuracy beside the most frequent class; precision, recall and F1 of each;"
                    + " the confusion matrix.",
            "Pairs (--pairs): accuracy and error rate beside a translation symbol by symbol."
        },
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, description = "A Keras file (.h5 or .keras).")
    private Path model;

    @Mixin
    private TrajectoryEvaluation trajectories;

    @ArgGroup(exclusive = true)
    private Source source;

    /** What else there is to judge a model on than the streams of a CSV file. */
    private static final class Source {
        @ArgGroup(exclusive = false, heading = "%nText:%n")
        private TextEvaluation text;

        @ArgGroup(exclusive = false, heading = "%nClasses:%n")
        private ClassEvaluation classes;

        @ArgGroup(exclusive = false, heading = "%nPairs of sequences:%n")
        private PairEvaluation pairs;

        DataEvaluation given() {
            return Stream.of(text, classes, pairs)
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
        DataEvaluation data = source == null ? trajectories : source.given();
        String name = model.getFileName().toString();
        spec.commandLine().getOut().print(data.evaluate(name, KerasModelFile.read(model)));
        spec.commandLine().getOut().flush();
        return CommandLineInterface.DONE;
    }
}
