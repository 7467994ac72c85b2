package io.millrace.cli;

import io.millrace.codec.ArrayJson;
import io.millrace.codec.RejectedException;
import io.millrace.data.NumpyFile;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.SequenceModel;
import io.millrace.network.SequenceRunner;
import io.millrace.network.kernel.Kernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "predict",
        description = {
            "Keras' predict: arrays in, arrays out, from states of zeros and without any scaling.",
            "Reads lines {\"inputs\":[[…],…]} (one sequence, [steps, inputs]) from standard input and prints {\"outputs\":…};"
                    + " or takes --inputs x.npy ([sequences, steps, inputs]) and writes --out y.npy."
        },
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    private static final int TOGETHER = 64;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, description = "A Keras file (.h5).")
    private Path file;

    @Option(names = "--stepwise", description = "One sequence at a time, one step at a time; prints the same bits.")
    private boolean stepwise;

    @ArgGroup(exclusive = false)
    private Arrays arrays;

    private static final class Arrays {
        @Option(names = "--inputs", required = true, description = "NumPy file, [sequences, steps, inputs].")
        private Path inputs;

        @Option(names = "--out", required = true, description = "NumPy file to write.")
        private Path out;
    }

    @Override
    public Integer call() throws IOException {
        SequenceModel model = KerasModelFile.read(file).network();
        if (stepwise) {
            model.architecture().whyNotStep().ifPresent(why -> {
                throw new CommandFailedException("--stepwise: " + file + " needs whole sequences: " + why);
            });
        }
        SequenceRunner runner = new SequenceRunner(model, Kernels.best(), stepwise ? 1 : TOGETHER);
        if (arrays != null) {
            predictFile(model, runner);
            return CommandLineInterface.DONE;
        }
        return predictLines(model, runner);
    }

    private void predictFile(SequenceModel model, SequenceRunner runner) throws IOException {
        NumpyFile in = NumpyFile.read(arrays.inputs);
        long[] shape = in.shape();
        if (shape.length != 3 || shape[2] != model.inputs()) {
            throw new CommandFailedException(arrays.inputs + ": expected [sequences, steps, " + model.inputs()
                    + "], found " + java.util.Arrays.toString(shape));
        }
        float[] outputs = runner.run((int) shape[0], (int) shape[1], in.values());
        long[] outputShape = model.architecture().returnsSequences()
                ? new long[] {shape[0], outputs.length / (shape[0] * model.outputs()), model.outputs()}
                : new long[] {shape[0], model.outputs()};
        new NumpyFile(outputShape, outputs).write(arrays.out);
    }

    /** A line that cannot be used is answered by an error and does not end the run. */
    private int predictLines(SequenceModel model, SequenceRunner runner) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ArrayJson json = new ArrayJson(model.inputs());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int exitCode = CommandLineInterface.DONE;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                float[] inputs = json.readInputs(line);
                float[] outputs = runner.run(1, inputs.length / model.inputs(), inputs);
                boolean nested = model.architecture().returnsSequences();
                out.println(json.writeOutputs(outputs, model.outputs(), nested));
            } catch (RejectedException e) {
                spec.commandLine().getErr().println("millrace: line " + number + ": " + e.getMessage());
                exitCode = CommandLineInterface.FAILED;
            }
        }
        return exitCode;
    }
}
