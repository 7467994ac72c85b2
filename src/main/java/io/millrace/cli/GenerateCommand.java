package io.millrace.cli;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Sampler;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import io.millrace.stream.TokenGenerator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "generate",
        description = "Goes on with a text, token by token. The same seed gives the same text on every machine.",
        mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, description = "A model file with a vocabulary, as train --text writes.")
    private Path file;

    @Option(names = "--prime", defaultValue = "", description = "What the text begins with.")
    private String prime;

    @Option(names = "--length", defaultValue = "200", description = "Tokens (${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--temperature",
            defaultValue = "1",
            description =
                    "Below 1 bolder towards the likely, above 1 freer; 0: always the likeliest (${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", description = "Draws among the likeliest so many; 0: among all.")
    private int topK;

    @Option(
            names = "--top-p",
            defaultValue = "1",
            description = "Draws among the fewest tokens that hold this share of the probability (${DEFAULT-VALUE}).")
    private double topP;

    @Option(names = "--seed", defaultValue = "0", description = "Of the drawing (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        Sampler sampler = new Sampler(temperature, topK, topP);
        if (length < 0) {
            throw new CommandFailedException("--length: expected 0 or more, found " + length);
        }
        KerasModel model = KerasModelFile.read(file);
        if (model.encoding().isEmpty() || !(model.encoding().get() instanceof TokenEncoding tokens)) {
            throw new CommandFailedException(
                    file + ": expected a model with a vocabulary, as train --text writes, found "
                            + model.encoding().map(Encoding::describe).orElse("none"));
        }
        Vocabulary vocabulary = tokens.vocabulary();
        StreamModel network =
                new StreamModel(new ModelVersion("text", model.version()), model.network(), tokens, model.target());
        PrintWriter out = spec.commandLine().getOut();
        out.print(prime);
        String between = vocabulary.kind() == Vocabulary.Kind.WORDS ? " " : "";
        boolean[] first = {prime.isEmpty()};
        new TokenGenerator(network, Kernels.best())
                .generate(vocabulary.encode(prime), length, sampler, new SplittableRandom(seed), token -> {
                    out.print((first[0] ? "" : between) + vocabulary.symbol(token));
                    out.flush();
                    first[0] = false;
                });
        out.println();
        return CommandLineInterface.DONE;
    }
}
