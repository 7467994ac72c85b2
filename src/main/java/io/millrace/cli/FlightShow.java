package io.millrace.cli;

import io.millrace.codec.PredictionJson;
import io.millrace.codec.ResultReader;
import io.millrace.config.ModelConfig;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.demo.BallSimulation;
import io.millrace.demo.DemoTally;
import io.millrace.demo.FlightPlayer;
import io.millrace.demo.PointSink;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Balls in flight, simulated or recorded. */
record FlightShow(Trajectories training, Supplier<double[][]> played, String described, int balls, long seed)
        implements DemoShow {
    private static final String MODEL = "ball";
    private static final int TRAINING_FLIGHTS = 150;
    private static final int EPOCHS = 30;
    private static final double HELD_OUT = 0.2;
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofMillis(300);

    static FlightShow simulated(int balls, long seed) {
        List<double[][]> training = new BallSimulation(new Random(seed)).flights(TRAINING_FLIGHTS);
        BallSimulation others = new BallSimulation(new Random(seed + 1));
        List<Trajectory> pieces = new ArrayList<>();
        for (double[][] flight : training) {
            pieces.add(Trajectory.regular("training-" + pieces.size(), flight));
        }
        Trajectories trajectories = new Trajectories(BallSimulation.FEATURES, pieces);
        String described = TRAINING_FLIGHTS + " simulated flights, " + trajectories.points() + " points";
        return new FlightShow(trajectories, others::flight, described, balls, seed);
    }

    /** @param all of them; some are held out and played */
    static FlightShow recorded(Path file, Trajectories all, int balls, long seed) {
        StreamSplit split = StreamSplit.seeded(all.streams(), HELD_OUT, seed);
        List<double[][]> played =
                all.only(split.test()).pieces().stream().map(Trajectory::points).toList();
        String described = "%d of %d streams of %s; the other %d are played"
                .formatted(split.train().size(), all.streams().size(), file.getFileName(), played.size());
        return new FlightShow(all.only(split.train()), FlightPlayer.loop(played), described, balls, seed);
    }

    @Override
    public ServedModel train() {
        TrajectoryRecipe recipe = TrajectoryRecipe.standard(training.features().size())
                .withEpochs(EPOCHS)
                .withSeed(seed)
                .withThreads(Runtime.getRuntime().availableProcessors());
        TrajectoryModel trained;
        try (TrainingBar bar = new TrainingBar()) {
            trained = new TrajectoryTraining(recipe, Kernels.best(), InstantSource.system())
                    .train(training, Optional.empty(), bar);
        }
        ModelConfig config = new ModelConfig(
                MODEL,
                new ModelConfig.Input("ball.points", training.features()),
                new ModelConfig.Output("ball.predictions", 10),
                Path.of("trained-in-memory"),
                ModelConfig.Baseline.CONSTANT_VELOCITY);
        StreamModel model = new StreamModel(new ModelVersion(MODEL, "1"), trained.model(), trained.encoding());
        return ServedModel.of(config, model, "m");
    }

    @Override
    public FlightPlayer player(PointSink sink) {
        return player(sink, played);
    }

    FlightPlayer player(PointSink sink, Supplier<double[][]> flights) {
        return new FlightPlayer("ball-", flights, balls, STEP, PAUSE, sink);
    }

    @Override
    public ResultReader results() {
        return new PredictionJson()::read;
    }

    @Override
    public List<String> errors(DemoTally.Count count) {
        return List.of(
                String.format(Locale.ROOT, "mean error, model      %.2f mm", 1000 * count.meanError()),
                String.format(
                        Locale.ROOT,
                        "mean error, baseline   %.2f mm (constant velocity)",
                        1000 * count.meanBaselineError()));
    }
}
