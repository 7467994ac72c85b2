package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.InitialWeights;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams of letters, where after a while another one follows each. */
class NextTokensTest {
    private static final Vocabulary ABC = Vocabulary.of(Vocabulary.Kind.CHARACTERS, "abcd");
    private static final TokenEncoding ENCODING = new TokenEncoding(ABC, TokenEncoding.Form.ONE_HOT);
    private static final ChallengeSettings SETTINGS = ChallengeSettings.of(List.of(), 200, 1);
    private static final Trajectories NONE = new Trajectories(List.of("token"), List.of());

    /** Untrained. */
    private static Contender beginner() {
        List<Layer> layers = List.of(
                new RecurrentLayer.Gru("gru", 12, Activation.TANH, Activation.SIGMOID, true, true, true),
                new Layer.Dense("dense", ABC.size(), Activation.SOFTMAX, true));
        Architecture architecture = new Architecture(ENCODING.inputs(), layers);
        return new Contender("1", new SequenceModel(InitialWeights.of(architecture, 1)), ENCODING);
    }

    /** Each letter is followed by the one so many places on, but for one in ten. */
    private static Trajectories texts(int count, int step, long seed) {
        Random random = new Random(seed);
        List<Trajectory> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 20 + random.nextInt(90);
            double[][] points = new double[length][1];
            double[] times = new double[length];
            int token = random.nextInt(4);
            for (int n = 0; n < length; n++) {
                times[n] = 1000 * i + n;
                points[n][0] = ABC.id("abcd".substring(token, token + 1)).orElseThrow();
                token = random.nextInt(10) == 0 ? random.nextInt(4) : (token + step) % 4;
            }
            texts.add(new Trajectory("text-" + seed + "-" + i, times, points));
        }
        return new Trajectories(List.of("token"), texts);
    }

    private static Verdict challenge(Optional<Contender> champion, Trajectories newer) {
        NextTokens lesson = new NextTokens(SETTINGS, Kernels.best(), InstantSource.system());
        return new Challenger(SETTINGS, lesson, InstantSource.system())
                .challenge(champion, "2", new ReplayData(NONE, newer), TrainingListener.NONE);
    }

    @Test
    void lettersAreLearnedAndThenOthers() {
        Verdict first = challenge(Optional.of(beginner()), texts(60, 1, 1));
        assertTrue(first.promoted(), first::describe);
        assertTrue(first.challengerError() < 0.6 * first.baselineError(), first::describe);
        Verdict next = challenge(first.challenger(), texts(60, 3, 2));
        assertTrue(next.promoted(), next::describe);
        assertTrue(next.challengerError() < 0.5 * next.championError(), next::describe);
    }

    @Test
    void noiseTeachesNothing() {
        Verdict first = challenge(Optional.of(beginner()), texts(60, 1, 1));
        Verdict again = challenge(first.challenger(), texts(60, 1, 3));
        assertFalse(again.challengerError() > 1.5 * again.championError(), again::describe);
        assertEquals(again.promoted(), again.challengerError() <= 0.98 * again.championError(), again::describe);
    }

    @Test
    void withoutAModelThereIsNoVocabulary() {
        Verdict verdict = challenge(Optional.empty(), texts(60, 1, 1));
        assertFalse(verdict.promoted());
        assertTrue(verdict.describe().contains("expected a model that brings its vocabulary"), verdict::describe);
    }
}
