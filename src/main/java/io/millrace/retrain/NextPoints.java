package io.millrace.retrain;

import io.millrace.baseline.Baseline;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.encoding.PointEncoding;
import io.millrace.evaluation.BaselineForecaster;
import io.millrace.evaluation.ForecastProtocol;
import io.millrace.evaluation.Forecaster;
import io.millrace.evaluation.NetworkForecaster;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.EarlyStopping;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** To tell each next point of a sequence from those before it. Errors are distances in the features' unit. */
public final class NextPoints implements Lesson {
    private static final ForecastProtocol NEXT = new ForecastProtocol(2, List.of(1));
    private static final int LEAST_POINTS = 4; // of a sequence, for one forecast
    private static final int LONGEST_PIECE = 256; // points

    private final ChallengeSettings settings;
    private final Baseline baseline;
    private final Kernels kernels;
    private final InstantSource clock;

    public NextPoints(ChallengeSettings settings, Baseline baseline, Kernels kernels, InstantSource clock) {
        this.settings = settings;
        this.baseline = baseline;
        this.kernels = kernels;
        this.clock = clock;
    }

    @Override
    public Trajectories examples(Trajectories sequences) {
        return Pieces.cut(sequences, LEAST_POINTS, LONGEST_PIECE);
    }

    @Override
    public long bytesPerPoint(int features) {
        TrajectoryRecipe recipe = recipe(features);
        long copies = 1 + recipe.windows().length() / recipe.windows().stride();
        long floats = PointEncoding.inputs(recipe.encode(), features) + features + 1;
        return 2 * copies * floats * Float.BYTES + (features + 1L) * Double.BYTES;
    }

    @Override
    public Contender train(
            Optional<Contender> champion,
            String version,
            Trajectories training,
            Trajectories validation,
            TrainingListener listener) {
        TrajectoryTraining trainer =
                new TrajectoryTraining(recipe(training.features().size()), kernels, clock);
        Optional<Contender> from = champion.filter(any -> !settings.scratch());
        TrajectoryModel trained = from.isPresent()
                ? trainer.retrain(from.get().points(), from.get().model(), training, Optional.of(validation), listener)
                : trainer.train(training, Optional.of(validation), listener);
        return new Contender(version, trained.model(), trained.encoding());
    }

    private TrajectoryRecipe recipe(int features) {
        TrajectoryRecipe standard = TrajectoryRecipe.standard(features);
        return new TrajectoryRecipe(
                PointEncoding.Kind.DISPLACEMENT,
                false,
                settings.layers().isEmpty() ? standard.layers() : settings.layers(),
                standard.windows(),
                ChallengeSettings.BATCH,
                settings.epochs(),
                settings.learningRate(),
                settings.seed(),
                1,
                Optional.of(new EarlyStopping(settings.patience())));
    }

    @Override
    public double[] errors(Contender contender, Trajectories unseen) {
        return errors(
                new NetworkForecaster(contender.version(), contender.model(), contender.points(), kernels), unseen);
    }

    @Override
    public double[] baselineErrors(Trajectories training, Trajectories unseen) {
        return errors(new BaselineForecaster(baseline), unseen);
    }

    private static double[] errors(Forecaster forecaster, Trajectories unseen) {
        Map<Trajectory, double[]> sums = new IdentityHashMap<>();
        forecaster.forecast(unseen.pieces(), NEXT, (piece, n, ahead) -> {
            double[] sum = sums.computeIfAbsent(piece, any -> new double[2]);
            sum[0] += distance(ahead[0], piece.point(n + 1));
            sum[1]++;
        });
        return unseen.pieces().stream()
                .map(sums::get)
                .mapToDouble(sum -> sum[0] / sum[1])
                .toArray();
    }

    private static double distance(double[] predicted, double[] came) {
        double sum = 0;
        for (int i = 0; i < came.length; i++) {
            sum += (predicted[i] - came[i]) * (predicted[i] - came[i]);
        }
        return Math.sqrt(sum);
    }

    @Override
    public String baseline() {
        return baseline.name();
    }
}
