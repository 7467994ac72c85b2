package io.millrace.cli;

import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "convert",
        description =
                "Writes a Keras model file anew, in the format of the new name (.h5 or .keras); every weight keeps"
                        + " its bits.",
        mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "A file of Keras 1, 2 or 3 (.h5 or .keras).")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO", description = "The file to write.")
    private Path to;

    @Option(
            names = "--architecture",
            paramLabel = "<file>",
            description = "The model's JSON, where FROM holds weights alone.")
    private Path architecture;

    @Override
    public Integer call() {
        KerasModel model = architecture == null ? KerasModelFile.read(from) : KerasModelFile.read(from, architecture);
        KerasModelFile.write(model, to);
        spec.commandLine()
                .getOut()
                .println("Wrote " + to + ": " + model.network().architecture().parameterCount()
                        + " parameters, version " + model.version());
        KerasModelFile.losses(model, to).forEach(spec.commandLine().getOut()::println);
        return CommandLineInterface.DONE;
    }
}
