package io.millrace.cli;

import io.millrace.baseline.Extrapolation;
import io.millrace.baseline.Kalman;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.encoding.PointEncoding;
import io.millrace.evaluation.BaselineForecaster;
import io.millrace.evaluation.ForecastProtocol;
import io.millrace.evaluation.Forecaster;
import io.millrace.evaluation.NetworkForecaster;
import io.millrace.keras.KerasModel;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of judging predictions of next points. */
final class TrajectoryEvaluation implements DataEvaluation {
    private static final int AHEAD = ForecastProtocol.STANDARD.farthest();
    private static final String REFERENCE =
            Extrapolation.constantVelocity(2, AHEAD).name();

    @Option(
            names = "--data",
            description =
                    "CSV file; with --split its test streams alone, while the Kalman filters' noise is chosen on the"
                            + " training streams, else on the same.")
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
            description = "Acceleration of the ballistic baselines, a number a feature, such as 0,0,-9.81.")
    private double[] gravity;

    @Option(names = "--time-step", defaultValue = "0.01", description = "Seconds between points (${DEFAULT-VALUE}).")
    private double timeStep;

    boolean isGiven() {
        return data != null;
    }

    @Override
    public String evaluate(String name, KerasModel file) throws IOException {
        if (data == null) {
            throw new CommandFailedException(
                    "--data: is missing; or give --text, --labelled, --images, --idx or --pairs");
        }
        Trajectories streams = columns.read(data, StreamSplit::test);
        PointEncoding encoding = file.points(streams.features());
        if (!encoding.features().equals(streams.features())) {
            throw new CommandFailedException(name + ": expected --features " + String.join(",", encoding.features())
                    + ", found " + String.join(",", streams.features()));
        }
        List<Forecaster> forecasters = new ArrayList<>(BaselineForecaster.usual(AHEAD));
        List<double[][]> others = columns.read(data, StreamSplit::train).pieces().stream()
                .map(Trajectory::points)
                .toList();
        forecasters.add(new BaselineForecaster(Kalman.constantVelocity(others, AHEAD)));
        forecasters.add(new BaselineForecaster(Kalman.constantAcceleration(others, AHEAD)));
        addBallistic(forecasters, others, streams.features().size());
        forecasters.add(new NetworkForecaster(name, file.network(), encoding, Kernels.best()));
        return ForecastProtocol.STANDARD.report(forecasters, streams).table(unit, scale, REFERENCE);
    }

    private void addBallistic(List<Forecaster> forecasters, List<double[][]> others, int features) {
        if (gravity == null) {
            return;
        }
        if (gravity.length != features) {
            throw new CommandFailedException(
                    "--gravity: expected " + features + " numbers, one a feature, found " + gravity.length);
        }
        forecasters.add(new BaselineForecaster(Extrapolation.ballistic(5, gravity, timeStep, AHEAD)));
        forecasters.add(new BaselineForecaster(Kalman.ballistic(others, gravity, timeStep, AHEAD)));
    }
}
