package io.millrace.retrain;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.retrain.Verdict.Outcome;
import io.millrace.training.TrainingDivergedException;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Trains a model on what has come since the last training, and judges it on the newest part of that, which it has not seen.
 * The same data, champion and settings give the same verdict and the same bits, unless the time runs out.
 */
public final class Challenger {
    private static final double VALIDATION = 0.15; // of the sequences, for early stopping
    private static final int LEAST_LEARNED = 4; // sequences to train on

    private final ChallengeSettings settings;
    private final BiFunction<Optional<Contender>, Map<String, String>, Lesson> lessons;
    private final InstantSource clock;

    /** @param lessons what is to be learned, for the champion and the labels of the data */
    public Challenger(
            ChallengeSettings settings,
            BiFunction<Optional<Contender>, Map<String, String>, Lesson> lessons,
            InstantSource clock) {
        this.settings = settings;
        this.lessons = lessons;
        this.clock = clock;
    }

    /** Of sequences that need no labels. */
    public Challenger(ChallengeSettings settings, Lesson lesson, InstantSource clock) {
        this(settings, (champion, labels) -> lesson, clock);
    }

    /**
     * Trains and judges.
     *
     * @param champion whose weights and scaling the challenger begins with, unless it begins from scratch
     * @param version of the challenger
     * @param listener also asked whether to end early
     */
    public Verdict challenge(Optional<Contender> champion, String version, ReplayData data, TrainingListener listener) {
        Lesson lesson = lessons.apply(champion, data.labels());
        Verdict verdict = challenge(lesson, champion, version, data, listener);
        return lesson.remark(data.newer()).map(verdict::with).orElse(verdict);
    }

    private Verdict challenge(
            Lesson lesson, Optional<Contender> champion, String version, ReplayData data, TrainingListener listener) {
        Trajectories newer = lesson.examples(data.newer());
        int judged = judged(newer);
        int learned = newer.pieces().size() - judged;
        if (judged < Judge.LEAST_SEQUENCES || learned < LEAST_LEARNED) {
            return Verdict.without(
                    Outcome.TOO_LITTLE_DATA,
                    "expected at least " + LEAST_LEARNED + " sequences to learn from and " + Judge.LEAST_SEQUENCES
                            + " to be judged on, found " + learned + " and " + judged);
        }
        Trajectories unseen = Pieces.with(newer, newer.pieces().subList(learned, learned + judged));
        Trajectories fresh = Pieces.with(newer, newer.pieces().subList(0, learned));
        Trajectories training = withinMemory(lesson, withOlder(fresh, lesson.examples(data.older())));
        if (training.pieces().size() < LEAST_LEARNED) {
            return Verdict.without(
                    Outcome.TOO_LITTLE_DATA,
                    "expected room for " + LEAST_LEARNED + " sequences in " + settings.memoryBytes()
                            + " bytes of memory, found it for "
                            + training.pieces().size());
        }
        try {
            Contender challenger = train(lesson, champion, version, training, listener);
            return new Judge(settings.margin(), settings.significance(), lesson)
                    .judge(challenger, champion, training, unseen);
        } catch (TrainingDivergedException e) {
            return Verdict.without(Outcome.NOT_FINITE, e.getMessage());
        } catch (IllegalArgumentException e) { // one label for all, and the like
            return Verdict.without(Outcome.TOO_LITTLE_DATA, e.getMessage());
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
            Lesson lesson,
            Optional<Contender> champion,
            String version,
            Trajectories training,
            TrainingListener listener) {
        int pieces = training.pieces().size();
        int held = Math.max(1, (int) Math.round(VALIDATION * pieces));
        List<Trajectory> drawn = new ArrayList<>(training.pieces());
        Collections.shuffle(drawn, new Random(settings.seed()));
        Trajectories validation = Pieces.with(training, drawn.subList(0, held));
        Trajectories rest = Pieces.with(training, drawn.subList(held, pieces));
        return lesson.train(champion, version, rest, validation, new TimeLimit(listener, clock, settings.time()));
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
        return Pieces.with(fresh, all);
    }

    /** The newest that fit. */
    private Trajectories withinMemory(Lesson lesson, Trajectories training) {
        long most = settings.memoryBytes()
                / lesson.bytesPerPoint(training.features().size());
        List<Trajectory> pieces = training.pieces();
        int from = pieces.size();
        long points = 0;
        while (from > 0 && points + pieces.get(from - 1).length() <= most) {
            points += pieces.get(--from).length();
        }
        return Pieces.with(training, pieces.subList(from, pieces.size()));
    }
}
