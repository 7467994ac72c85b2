package io.millrace.cli;

import io.millrace.keras.KerasModelFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description = "Prints a model file's layers, who wrote it, and what Millrace will do with it.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A Keras file (.h5 or .keras).")
    private Path model;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(KerasModelFile.summary(model).text());
        return CommandLineInterface.DONE;
    }
}
