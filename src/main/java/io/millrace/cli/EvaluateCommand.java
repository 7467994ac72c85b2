package io.millrace.cli;

import io.millrace.baseline.Extrapolation;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.encoding.PointEncoding;
import io.millrace.evaluation.BaselineForecaster;
import io.millrace.evaluation.ForecastProtocol;
import io.millrace.evaluation.ForecastReport;
import io.millrace.evaluation.Forecaster;
import io.millrace.evaluation.NetworkForecaster;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        description = {
            "Prints the errors of a model and of plain baselines, one step and ten steps ahead, and the skill.",
            "Errors are Euclidean distances over every start with 6 points before it and 10 after it; ten steps are a closed"
                    + " loop from a copy of the state."
        },
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    private static final int AHEAD = ForecastProtocol.STANDARD.farthest();

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, description = "A Keras file (.h5).")
    private Path model;

    @Option(names = "--data", required = true, description = "CSV file; with --split its test streams alone.")
    private Path data;

    @Mixin
    private CsvOptions columns;

    @Option(names = "--unit", defaultValue = "", description = "Unit of the figures printed, such as mm.")
    private String unit;

    @Option(names = "--scale", defaultValue = "1", description = "From the features' unit to that one, such as 1000.")
    private double scale;

    @Option(
            names = "--gravity",
            split = ",",
            description = "Acceleration of a ballistic baseline, a number a feature, such as 0,0,-9.81.")
    private double[] gravity;

    @Option(names = "--time-step", defaultValue = "0.01", description = "Seconds between points (${DEFAULT-VALUE}).")
    private double timeStep;

    @Override
    public Integer call() throws IOException {
        Trajectories streams = columns.read(data, StreamSplit::test);
        KerasModel file = KerasModelFile.read(model);
        PointEncoding encoding = file.encoding().orElseGet(() -> PointEncoding.unscaled(streams.features()));
        if (!encoding.features().equals(streams.features())) {
            throw new CommandFailedException(model + ": expected --features " + String.join(",", encoding.features())
                    + ", found " + String.join(",", streams.features()));
        }
        List<Forecaster> forecasters =
                new ArrayList<>(baselines(streams.features().size()));
        String name = model.getFileName().toString();
        forecasters.add(new NetworkForecaster(name, file.network(), encoding, Kernels.best()));
        ForecastReport report = ForecastProtocol.STANDARD.report(forecasters, streams);
        String reference = Extrapolation.constantVelocity(2, AHEAD).name(); // not static: every command would load ND4J
        spec.commandLine().getOut().print(report.table(unit, scale, reference));
        spec.commandLine().getOut().flush();
        return CommandLineInterface.DONE;
    }

    private List<Forecaster> baselines(int features) {
        List<Forecaster> baselines = new ArrayList<>(List.of(
                new BaselineForecaster(Extrapolation.constantPosition(AHEAD)),
                new BaselineForecaster(Extrapolation.constantVelocity(2, AHEAD)),
                new BaselineForecaster(Extrapolation.constantVelocity(5, AHEAD)),
                new BaselineForecaster(Extrapolation.constantAcceleration(3, AHEAD)),
                new BaselineForecaster(Extrapolation.constantAcceleration(7, AHEAD))));
        if (gravity != null) {
            if (gravity.length != features) {
                throw new CommandFailedException(
                        "--gravity: expected " + features + " numbers, one a feature, found " + gravity.length);
            }
            baselines.add(new BaselineForecaster(Extrapolation.ballistic(5, gravity, timeStep, AHEAD)));
        }
        return baselines;
    }
}
