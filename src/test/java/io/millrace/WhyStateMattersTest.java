package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.demo.BallSimulation;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.InitialWeights;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.LearningRate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Why a recurrent network: the same task for a network that sees one point at a time and for one that carries a state.
 * Prints the tables that the README shows.
 */
class WhyStateMattersTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final long SEED = 1;

    private static SequenceModel train(
            Architecture architecture, TrainingSet set, Loss loss, double rate, int epochs, int batchSize) {
        TrainingSettings settings = new TrainingSettings(loss, new Adam(LearningRate.constant(rate)))
                .withEpochs(epochs)
                .withBatchSize(batchSize)
                .withSeed(SEED);
        return new SequenceModel(new Trainer(settings, Kernels.best(), CLOCK)
                .train(InitialWeights.of(architecture, SEED), set, Optional.empty(), TrainingListener.NONE)
                .weights());
    }

    private static float[] run(SequenceModel model, int rows, int steps, float[] inputs) {
        return new GraphRunner(model, Kernels.best(), 16)
                .run(Batch.sequences(rows, steps, inputs.length / (rows * steps), inputs))
                .get(0)
                .values();
    }

    private static void print(String line, Object... figures) {
        System.out.printf(Locale.ROOT, line + "%n", figures);
    }

    // ---- Ball flights: where a ball is does not say where it goes.

    private static final int FLIGHTS = 120;
    private static final int POINTS = 60; // of each flight
    private static final double METRES = 0.05; // a scaled displacement of 1

    /** Flights of simulated balls, every other one played from the other end. */
    private static double[][][] flights(long seed) {
        BallSimulation simulation = new BallSimulation(new Random(seed));
        double[][][] flights = new double[FLIGHTS][][];
        for (int i = 0; i < FLIGHTS; ) {
            double[][] flight = simulation.flight();
            if (flight.length > POINTS) {
                flights[i] = i % 2 == 0 ? flight : fromTheOtherEnd(flight);
                i++;
            }
        }
        return flights;
    }

    private static double[][] fromTheOtherEnd(double[][] flight) {
        return Arrays.stream(flight)
                .map(p -> new double[] {-p[0], 2.74 - p[1], p[2]})
                .toArray(double[][]::new);
    }

    /** [flights, points, 3]: positions about the table's middle. */
    private static float[] positions(double[][][] flights) {
        float[] positions = new float[FLIGHTS * POINTS * 3];
        double[] middle = {0, 1.37, 0.3};
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (float) (flights[i / (3 * POINTS)][i / 3 % POINTS][i % 3] - middle[i % 3]);
        }
        return positions;
    }

    /** [flights, points, 3]: how far the ball comes until its next point. */
    private static float[] displacements(double[][][] flights) {
        float[] displacements = new float[FLIGHTS * POINTS * 3];
        for (int i = 0; i < displacements.length; i++) {
            double[][] flight = flights[i / (3 * POINTS)];
            int n = i / 3 % POINTS;
            displacements[i] = (float) ((flight[n + 1][i % 3] - flight[n][i % 3]) / METRES);
        }
        return displacements;
    }

    private static Layer dense(String name, int units, Activation activation) {
        return new Layer.Dense(name, units, activation, true);
    }

    /** Mean distance, in millimetres, from the sixth point on. */
    private static double error(float[] found, float[] came) {
        double sum = 0;
        int count = 0;
        for (int at = 0; at < came.length; at += 3) {
            if (at / 3 % POINTS >= 5) {
                double squares = 0;
                for (int i = at; i < at + 3; i++) {
                    squares += Math.pow(1000 * METRES * (found[i] - came[i]), 2);
                }
                sum += Math.sqrt(squares);
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void aBallsNextPointDependsOnWhereItCameFrom() {
        double[][][] seen = flights(1);
        double[][][] unseen = flights(2);
        TrainingSet set = new TrainingSet(
                new TrainingSet.Shape(FLIGHTS, POINTS, 3, 3, true), positions(seen), displacements(seen));
        Layer out = dense("displacement", 3, Activation.LINEAR);
        Architecture pointByPoint = new Architecture(
                3, List.of(dense("first", 32, Activation.TANH), dense("second", 32, Activation.TANH), out));
        Architecture recurrent = new Architecture(
                3,
                List.of(new RecurrentLayer.Gru("gru", 32, Activation.TANH, Activation.SIGMOID, true, true, true), out));
        Loss loss = RegressionLoss.MEAN_SQUARED_ERROR;
        float[] came = displacements(unseen);

        double stays = error(new float[came.length], came);
        double without =
                error(run(train(pointByPoint, set, loss, 5e-3, 80, 8), FLIGHTS, POINTS, positions(unseen)), came);
        double with = error(run(train(recurrent, set, loss, 5e-3, 80, 8), FLIGHTS, POINTS, positions(unseen)), came);

        print("ball flights: the next point from positions        mean error");
        print("the ball stays where it is                         %5.1f mm", stays);
        print("feed-forward, sees one point at a time             %5.1f mm", without);
        print("recurrent, carries a state                         %5.1f mm", with);
        assertTrue(without > 0.6 * stays, "feed-forward: " + without + " mm");
        assertTrue(with < 0.25 * without, "recurrent: " + with + " mm");
    }

    // ---- Word order: the same four characters.

    private static final List<String> SENTENCES = List.of("我吃苹果", "苹果吃我", "苹我吃果");
    private static final Vocabulary CHARACTERS = Vocabulary.of(Vocabulary.Kind.CHARACTERS, SENTENCES.get(0));
    private static final int LENGTH = 4;

    private static float[] ids(Vocabulary vocabulary, List<String> sentences) {
        int length = vocabulary.encode(sentences.get(0)).length;
        float[] ids = new float[sentences.size() * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = vocabulary.encode(sentences.get(i / length))[i % length];
        }
        return ids;
    }

    /** Probability that the network gives to each sentence's own class: [sentences] of [sentences, classes]. */
    private static double[] own(float[] probabilities, int classes) {
        double[] own = new double[probabilities.length / classes];
        Arrays.setAll(own, i -> probabilities[i * classes + i]);
        return own;
    }

    /** Whether the likeliest class of each is its own, as a share; classes that are equally likely are all or none. */
    private static double accuracy(float[] probabilities, int classes) {
        int right = 0;
        int rows = probabilities.length / classes;
        for (int row = 0; row < rows; row++) {
            int best = 0;
            for (int of = 1; of < classes; of++) {
                best = probabilities[row * classes + of] > probabilities[row * classes + best] ? of : best;
            }
            right += best == row ? 1 : 0;
        }
        return (double) right / rows;
    }

    @Test
    void theOrderOfWordsIsInTheState() {
        Loss loss = new SparseCategoricalCrossentropy();
        float[] classes = {0, 1, 2};
        float[] ids = ids(CHARACTERS, SENTENCES);
        Layer out = dense("class", 3, Activation.SOFTMAX);
        Layer hidden = dense("hidden", 8, Activation.TANH);
        Layer embedding = new Layer.Embedding("embedding", LENGTH, 4, false);

        float[] counts = new float[3 * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            counts[i / LENGTH * LENGTH + (int) ids[i]]++;
        }
        TrainingSet bags = new TrainingSet(
                List.of(Batch.sequences(3, 1, LENGTH, counts)), List.of(Batch.sequences(3, 1, 1, classes)));
        float[] bag =
                run(train(new Architecture(LENGTH, List.of(hidden, out)), bags, loss, 0.02, 300, 3), 3, 1, counts);

        float[] everywhere = new float[3 * LENGTH];
        float[] atTheEnd = new float[3 * LENGTH];
        for (int i = 0; i < everywhere.length; i++) {
            int sentence = i / LENGTH;
            everywhere[i] = sentence;
            atTheEnd[i] = i % LENGTH == LENGTH - 1 ? 1 : 0;
        }
        TrainingSet steps =
                new TrainingSet(new TrainingSet.Shape(3, LENGTH, 1, 1, true), ids, everywhere).withWeights(atTheEnd);
        Architecture each = new Architecture(1, List.of(embedding, hidden, out));
        float[] perCharacter = lastSteps(run(train(each, steps, loss, 0.02, 300, 3), 3, LENGTH, ids), 3);

        TrainingSet whole = new TrainingSet(new TrainingSet.Shape(3, LENGTH, 1, 1, false), ids, classes);
        Layer rnn = new RecurrentLayer.SimpleRnn("rnn", 8, Activation.TANH, true, false);
        Architecture reader = new Architecture(1, List.of(embedding, rnn, out));
        float[] recurrent = run(train(reader, whole, loss, 0.02, 300, 3), 3, LENGTH, ids);

        print("word order: which of 我吃苹果, 苹果吃我, 苹我吃果     right   p(我吃苹果)  p(苹果吃我)  p(苹我吃果)");
        row("feed-forward, sees which characters there are", bag);
        row("feed-forward, sees one character at a time", perCharacter);
        row("recurrent, carries a state", recurrent);
        assertEquals(1.0 / 3, accuracy(bag, 3), 1e-9);
        for (double p : own(bag, 3)) {
            assertEquals(1.0 / 3, p, 0.01);
        }
        assertTrue(accuracy(perCharacter, 3) < 0.7);
        assertEquals(0.5, own(perCharacter, 3)[0], 0.02); // both end with 果
        assertEquals(0.5, own(perCharacter, 3)[2], 0.02);
        for (double p : own(recurrent, 3)) {
            assertTrue(p > 0.9, "recurrent: " + p);
        }
    }

    private static void row(String name, float[] probabilities) {
        double[] own = own(probabilities, 3);
        print(
                "%-49s %d of 3 %9.2f %12.2f %12.2f",
                name, Math.round(3 * accuracy(probabilities, 3)), own[0], own[1], own[2]);
    }

    private static float[] lastSteps(float[] outputs, int width) {
        float[] last = new float[outputs.length / LENGTH];
        for (int i = 0; i < last.length; i++) {
            last[i] = outputs[(i / width * LENGTH + LENGTH - 1) * width + i % width];
        }
        return last;
    }

    // ---- The missing word: what comes after it counts too.

    private static final List<String> WHOLE = List.of("我吃苹果", "树结苹果", "我喝牛奶", "牛产牛奶");
    private static final List<String> GAPPED = List.of("我_苹果", "树_苹果", "我_牛奶", "牛_牛奶");
    private static final Vocabulary WORDS = Vocabulary.of(Vocabulary.Kind.CHARACTERS, String.join("", WHOLE) + "_");
    private static final int GAP = 1;

    /** Probabilities of the missing word in each of the sentences. */
    private static float[] missing(Layer reader) {
        int rows = WHOLE.size();
        float[] ids = ids(WORDS, GAPPED);
        float[] wanted = ids(WORDS, WHOLE);
        float[] weights = new float[rows * LENGTH];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % LENGTH == GAP ? 1 : 0;
        }
        TrainingSet set =
                new TrainingSet(new TrainingSet.Shape(rows, LENGTH, 1, 1, true), ids, wanted).withWeights(weights);
        Architecture architecture = new Architecture(
                1,
                List.of(
                        new Layer.Embedding("embedding", WORDS.size(), 6, false),
                        reader,
                        dense("word", WORDS.size(), Activation.SOFTMAX)));
        SequenceModel model = train(architecture, set, new SparseCategoricalCrossentropy(), 0.02, 300, rows);
        return run(model, rows, LENGTH, ids);
    }

    private static double probability(float[] outputs, int sentence, String word) {
        int id = WORDS.id(word).orElseThrow();
        return outputs[(sentence * LENGTH + GAP) * WORDS.size() + id];
    }

    @Test
    void theMissingWordDependsOnBothSides() {
        RecurrentLayer left = new RecurrentLayer.SimpleRnn("rnn", 8, Activation.TANH, true, true);

        float[] leftOnly = missing(left);
        float[] both = missing(WrapperLayer.Bidirectional.of("both", left, WrapperLayer.Bidirectional.Mode.CONCAT));

        print("the missing word                                   p(吃|我_苹果)  p(结|树_苹果)  p(喝|我_牛奶)  p(产|牛_牛奶)");
        gapRow("recurrent, sees the left side", leftOnly);
        gapRow("bidirectional, sees both", both);
        assertEquals(0.5, probability(leftOnly, 0, "吃"), 0.02); // 吃 or 喝
        assertEquals(0.5, probability(leftOnly, 2, "喝"), 0.02);
        for (int sentence = 0; sentence < WHOLE.size(); sentence++) {
            String word = WHOLE.get(sentence).substring(GAP, GAP + 1);
            assertTrue(probability(both, sentence, word) > 0.9, word);
        }
    }

    private static void gapRow(String name, float[] outputs) {
        print(
                "%-49s %11.2f %14.2f %14.2f %14.2f",
                name,
                probability(outputs, 0, "吃"),
                probability(outputs, 1, "结"),
                probability(outputs, 2, "喝"),
                probability(outputs, 3, "产"));
    }
}
