package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.evaluation.PairScore;
import io.millrace.evaluation.SequenceTranslator;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file of pairs to a network that makes one sequence of another. */
class PairsTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("pairs.tsv"), text);
    }

    @Test
    void aTabOrElseTheFirstSpaceStandsBetweenThePair() throws IOException {
        assertEquals(
                List.of(new SequencePair("to be", "sein"), new SequencePair("cat", "K AE T")),
                PairFile.read(file("to be\tsein\n\ncat  K AE T \n")));
    }

    @Test
    void aLineWithoutATargetIsNamed() throws IOException {
        Path file = file("cat K AE T\ndog\n");

        assertEquals(
                file + ":2: expected a source, a tab and a target, found \"dog\"",
                assertThrows(MalformedFileException.class, () -> PairFile.read(file))
                        .getMessage());
        Path empty = file("\n");
        assertEquals(
                empty + ": expected a pair of sequences on every line, found none",
                assertThrows(MalformedFileException.class, () -> PairFile.read(empty))
                        .getMessage());
    }

    @Test
    void paddingStartAndEndComeFirst() {
        PairEncoding encoding = PairEncoding.of(
                List.of(new SequencePair("ab", "Y X"), new SequencePair("ca", "X")),
                Vocabulary.Kind.CHARACTERS,
                Vocabulary.Kind.WORDS);

        assertEquals(
                List.of("<pad>", "a", "b", "c"), encoding.source().vocabulary().symbols());
        assertEquals(
                List.of("<pad>", "<start>", "<end>", "X", "Y"),
                encoding.target().vocabulary().symbols());
        assertEquals(1, encoding.target().startId().orElseThrow());
        assertEquals(2, encoding.target().endId().orElseThrow());
    }

    @Test
    void otherVocabulariesAreRefused() {
        TokenEncoding plain = new TokenEncoding(
                new Vocabulary(Vocabulary.Kind.CHARACTERS, List.of("a", "b")), TokenEncoding.Form.IDS);

        assertEquals(
                "source: expected ids of a vocabulary that begins with <pad>, found 2 characters as ids",
                assertThrows(IllegalArgumentException.class, () -> new PairEncoding(plain, plain))
                        .getMessage());
    }

    /** The decoder reads the start and the target, and is to put out the target and the end; padding weighs nothing. */
    @Test
    void aBucketHoldsPairsOfLikeLengthsForTeacherForcing() {
        List<SequencePair> pairs =
                List.of(new SequencePair("abc", "Y X Y"), new SequencePair("a", "X"), new SequencePair("ab", "Y X"));
        PairEncoding encoding = PairEncoding.of(pairs, Vocabulary.Kind.CHARACTERS, Vocabulary.Kind.WORDS);

        List<TrainingSet> buckets = new PairDataset(pairs, encoding).buckets(2);

        assertEquals(2, buckets.size());
        TrainingSet.Shape shape = buckets.get(0).shape();
        assertEquals(2, shape.sequences());
        assertEquals(2, shape.steps()); // of the source
        PairDataset.Arrays arrays = new PairDataset(pairs, encoding).arrays(0, 2);
        assertArrayEquals(new float[] {1, 0, 1, 2}, arrays.source());
        assertArrayEquals(new float[] {1, 3, 0, 1, 4, 3}, arrays.read());
        assertArrayEquals(new float[] {3, 2, 0, 4, 3, 2}, arrays.wanted());
        assertArrayEquals(new float[] {1, 1, 0, 1, 1, 1}, arrays.weights());
    }

    /** Words of two to four letters, said backwards: what the decoder needs is all in the state it is given. */
    private static List<SequencePair> backwards(int count, long seed) {
        Random random = new Random(seed);
        List<SequencePair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = 2 + random.nextInt(3); n > 0; n--) {
                word.append("abcd".charAt(random.nextInt(4)));
            }
            String source = word.toString();
            pairs.add(new SequencePair(source, word.reverse().toString()));
        }
        return pairs;
    }

    private static PairModel train(List<SequencePair> pairs, int epochs, int threads) {
        RecurrentLayer gru = new RecurrentLayer.Gru("gru", 32, Activation.TANH, Activation.SIGMOID, true, true, true);
        PairRecipe recipe = new PairRecipe(List.of(gru), 8, 16, epochs, 1e-2, 1, threads);
        PairEncoding encoding = PairEncoding.of(pairs, Vocabulary.Kind.CHARACTERS, Vocabulary.Kind.CHARACTERS);
        return new PairTraining(recipe, Kernels.best(), InstantSource.fixed(Instant.EPOCH))
                .train(pairs, List.of(), encoding, TrainingListener.NONE);
    }

    @Test
    void anEncoderAndADecoderLearnToTurnWordsAround() {
        PairModel trained = train(backwards(400, 1), 25, 1);
        SequenceTranslator translator = new SequenceTranslator(trained.model(), trained.encoding(), Kernels.best(), 1);

        PairScore score = PairScore.of("network", backwards(100, 2), Vocabulary.Kind.CHARACTERS, translator::translate);

        assertTrue(score.accuracy() > 0.9, score.toString());
        assertEquals(List.of("d", "c", "b", "a"), translator.translate("abcd"));
    }

    @Test
    void thePairsAndTheRecipeDecideEveryBit() {
        List<SequencePair> pairs = backwards(50, 1);

        assertArrayEquals(
                train(pairs, 1, 1).model().weights().toArray(),
                train(pairs, 1, 2).model().weights().toArray());
    }

    @Test
    void aSymbolThatIsNotKnownIsNamed() {
        PairModel trained = train(backwards(20, 1), 1, 1);
        SequenceTranslator translator = new SequenceTranslator(trained.model(), trained.encoding(), Kernels.best(), 1);

        String message = assertThrows(IllegalArgumentException.class, () -> translator.translate("axe"))
                .getMessage();

        assertTrue(message.contains("\"x\" at 1"), message);
    }
}
