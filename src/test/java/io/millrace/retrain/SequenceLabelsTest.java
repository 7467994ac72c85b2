package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.encoding.Target;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Noisy lines that rise or fall, and the labels of their streams. */
class SequenceLabelsTest {
    private static final List<Layer> SMALL =
            List.of(new RecurrentLayer.Gru("gru", 8, Activation.TANH, Activation.SIGMOID, true, true, true));
    private static final ChallengeSettings SETTINGS = ChallengeSettings.of(SMALL, 100, 1);

    private final Map<String, String> labels = new HashMap<>();

    private Trajectories lines(int count, long seed, String rising, String falling) {
        Random random = new Random(seed);
        List<Trajectory> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean rises = random.nextBoolean();
            int length = 5 + random.nextInt(10);
            double[] times = new double[length];
            double[][] points = new double[length][1];
            double start = random.nextGaussian();
            for (int n = 0; n < length; n++) {
                times[n] = 100 * i + n;
                points[n][0] = start + (rises ? 0.2 : -0.2) * n + 0.05 * random.nextGaussian();
            }
            String stream = "line-" + seed + "-" + i;
            lines.add(new Trajectory(stream, times, points));
            labels.put(stream, rises ? rising : falling);
        }
        return new Trajectories(List.of("x"), lines);
    }

    private Verdict challenge(Optional<Contender> champion, Trajectories newer) {
        Challenger challenger = new Challenger(
                SETTINGS,
                (held, given) -> new SequenceLabels(
                        SETTINGS,
                        held.map(one -> ((Target.Labels) one.target().orElseThrow()).names())
                                .orElse(List.of()),
                        given,
                        Kernels.best(),
                        InstantSource.system()),
                InstantSource.system());
        Trajectories none = new Trajectories(newer.features(), List.of());
        return challenger.challenge(champion, "2", new ReplayData(none, newer, labels), TrainingListener.NONE);
    }

    @Test
    void labelsAreLearnedFromScratchAndThenBetter() {
        Verdict first = challenge(Optional.empty(), lines(200, 1, "up", "down"));
        assertTrue(first.promoted(), first::describe);
        assertTrue(first.challengerError() < 0.3 * first.baselineError(), first::describe);
        Contender champion = first.challenger().orElseThrow();
        assertEquals(Optional.of(new Target.Labels(List.of("down", "up"))), champion.target());

        labels.clear();
        Verdict turned = challenge(Optional.of(champion), lines(200, 2, "down", "up"));
        assertTrue(turned.promoted(), turned::describe);
        assertTrue(turned.championError() > 1, turned::describe);
    }

    @Test
    void theSameDataGiveTheSameBits() {
        Trajectories data = lines(120, 3, "up", "down");
        assertArrayEquals(
                challenge(Optional.empty(), data)
                        .challenger()
                        .orElseThrow()
                        .model()
                        .weights()
                        .toArray(),
                challenge(Optional.empty(), data)
                        .challenger()
                        .orElseThrow()
                        .model()
                        .weights()
                        .toArray());
    }

    @Test
    void aLabelThatTheModelDoesNotKnowIsLeftOutAndSaid() {
        Contender champion = challenge(Optional.empty(), lines(200, 1, "up", "down"))
                .challenger()
                .orElseThrow();
        Trajectories more = lines(100, 4, "up", "sideways");
        Verdict verdict = challenge(Optional.of(champion), more);
        assertFalse(verdict.promoted(), verdict::describe);
        assertTrue(
                verdict.describe().contains("expected labels of [down, up], found [sideways] too: left out"),
                verdict::describe);
    }

    @Test
    void sequencesWithoutLabelsTeachNothingAndAreCounted() {
        Trajectories data = lines(50, 5, "up", "down");
        labels.clear();
        Verdict verdict = challenge(Optional.empty(), data);
        assertEquals(Verdict.Outcome.TOO_LITTLE_DATA, verdict.outcome());
        assertTrue(verdict.describe().contains("50 sequences have no label"), verdict::describe);
    }

    @Test
    void oneLabelForAllCannotBeLearned() {
        Verdict verdict = challenge(Optional.empty(), lines(100, 6, "same", "same"));
        assertEquals(Verdict.Outcome.TOO_LITTLE_DATA, verdict.outcome());
        assertTrue(verdict.describe().contains("expected at least two to tell apart"), verdict::describe);
    }
}
