package io.millrace.retrain;

import io.millrace.baseline.Baseline;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.encoding.PointEncoding;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.Verdict.Outcome;
import io.millrace.training.EarlyStopping;
import io.millrace.training.TrainingDivergedException;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Trains a model on what has come since the last training, and judges it on the newest part of that, which it has not seen.
 * The same data, champion and settings give the same verdict and the same bits, unless the time runs out.
 */
public final class Challenger {
    private static final double VALIDATION = 0.15; // of the sequences, for early stopping
    private static final int LEAST_PATIENCE = 5; // epochs; half of them, as the learning rate falls to the last
    private static final int LONGEST_PIECE = 256; // points: longer sequences are cut, so that time can divide them
    private static final int BATCH = 64;
    private static final int LEAST_LEARNED = 4; // sequences to train on

    private final ChallengeSettings settings;
    private final Kernels kernels;
    private final InstantSource clock;
    private final Judge judge;

    /** @param baseline of next points, which a challenger must beat */
    public Challenger(ChallengeSettings settings, Baseline baseline, Kernels kernels, InstantSource clock) {
        this.settings = settings;
        this.kernels = kernels;
        this.clock = clock;
        judge = new Judge(settings.margin(), settings.significance(), baseline, kernels);
    }

    /**
     * Trains and judges.
     *
     * @param champion whose weights and scaling the challenger begins with; without one it begins from scratch
     * @param version of the challenger
     * @param listener also asked whether to end early
     */
    public Verdict challenge(Optional<Contender> champion, String version, ReplayData data, TrainingListener listener) {
        Trajectories newer = usable(data.newer());
        int judged = judged(newer);
        int learned = newer.pieces().size() - judged;
        if (judged < Judge.LEAST_SEQUENCES || learned < LEAST_LEARNED) {
            return Verdict.without(
                    Outcome.TOO_LITTLE_DATA,
                    "expected at least " + LEAST_LEARNED + " sequences to learn from and " + Judge.LEAST_SEQUENCES
                            + " to be judged on, found " + learned + " and " + judged);
        }
        Trajectories unseen = with(newer, newer.pieces().subList(learned, learned + judged));
        Trajectories fresh = with(newer, newer.pieces().subList(0, learned));
        Trajectories training = withinMemory(withOlder(fresh, usable(data.older())));
        if (training.pieces().size() < LEAST_LEARNED) {
            return Verdict.without(
                    Outcome.TOO_LITTLE_DATA,
                    "expected room for " + LEAST_LEARNED + " sequences in " + settings.memoryBytes()
                            + " bytes of memory, found it for "
                            + training.pieces().size());
        }
        try {
            return judge.judge(train(champion, version, training, listener), champion, unseen);
        } catch (TrainingDivergedException e) {
            return Verdict.without(Outcome.NOT_FINITE, e.getMessage());
        }
    }

    /** How many of the newest sequences hold the share of points that is kept for judging. */
    private int judged(Trajectories newer) {
        long wanted = Math.round(settings.judgedShare() * newer.points());
        int judged = 0;
        for (long points = 0; points < wanted; judged++) {
            points += newer.pieces().get(newer.pieces().size() - 1 - judged).length();
        }
        return Math.max(judged, Math.min(Judge.LEAST_SEQUENCES, newer.pieces().size()));
    }

    private Contender train(
            Optional<Contender> champion, String version, Trajectories training, TrainingListener listener) {
        int pieces = training.pieces().size();
        int held = Math.max(1, (int) Math.round(VALIDATION * pieces));
        List<Trajectory> drawn = new ArrayList<>(training.pieces());
        Collections.shuffle(drawn, new Random(settings.seed()));
        Trajectories validation = with(training, drawn.subList(0, held));
        Trajectories rest = with(training, drawn.subList(held, pieces));
        TrajectoryTraining trainer = new TrajectoryTraining(recipe(training), kernels, clock);
        TrainingListener bounded = new TimeLimit(listener, clock, settings.time());
        TrajectoryModel trained = champion.isPresent()
                ? trainer.retrain(
                        champion.get().encoding(), champion.get().model(), rest, Optional.of(validation), bounded)
                : trainer.train(rest, Optional.of(validation), bounded);
        return new Contender(version, trained.model(), trained.encoding());
    }

    private TrajectoryRecipe recipe(Trajectories training) {
        TrajectoryRecipe standard =
                TrajectoryRecipe.standard(training.features().size());
        return new TrajectoryRecipe(
                PointEncoding.Kind.DISPLACEMENT,
                settings.layers().isEmpty() ? standard.layers() : settings.layers(),
                standard.windows(),
                BATCH,
                settings.epochs(),
                settings.learningRate(),
                settings.seed(),
                1,
                Optional.of(new EarlyStopping(Math.max(LEAST_PATIENCE, settings.epochs() / 2))));
    }

    /** A share of older sequences, drawn by lot, so that what was learned before is not forgotten. */
    private Trajectories withOlder(Trajectories fresh, Trajectories older) {
        double most = settings.olderShare() / (1 - settings.olderShare()) * fresh.points();
        List<Trajectory> drawn = new ArrayList<>(older.pieces());
        Collections.shuffle(drawn, new Random(settings.seed()));
        List<Trajectory> all = new ArrayList<>();
        long points = 0;
        for (Trajectory piece : drawn) {
            points += piece.length();
            if (points > most) {
                break;
            }
            all.add(piece);
        }
        all.addAll(fresh.pieces());
        return with(fresh, all);
    }

    /** The newest that fit. */
    private Trajectories withinMemory(Trajectories training) {
        int features = training.features().size();
        TrajectoryRecipe recipe = recipe(training);
        long copies = 1 + recipe.windows().length() / recipe.windows().stride();
        long floats = PointEncoding.inputs(recipe.encode(), features) + features + 1;
        long bytesPerPoint = 2 * copies * floats * Float.BYTES + (features + 1L) * Double.BYTES;
        long most = settings.memoryBytes() / bytesPerPoint;
        List<Trajectory> pieces = training.pieces();
        int from = pieces.size();
        long points = 0;
        while (from > 0 && points + pieces.get(from - 1).length() <= most) {
            points += pieces.get(--from).length();
        }
        return with(training, pieces.subList(from, pieces.size()));
    }

    private static Trajectories usable(Trajectories all) {
        List<Trajectory> pieces = new ArrayList<>();
        for (Trajectory piece : all.pieces()) {
            for (int from = 0; from < piece.length(); from += LONGEST_PIECE) {
                int to = Math.min(from + LONGEST_PIECE, piece.length());
                if (to - from >= Judge.LEAST_POINTS) {
                    pieces.add(from == 0 && to == piece.length() ? piece : piece.slice(from, to));
                }
            }
        }
        pieces.sort(Comparator.comparingDouble((Trajectory piece) -> piece.time(piece.length() - 1))
                .thenComparing(Trajectory::stream));
        return with(all, pieces);
    }

    private static Trajectories with(Trajectories all, List<Trajectory> pieces) {
        return new Trajectories(all.features(), pieces);
    }
}
