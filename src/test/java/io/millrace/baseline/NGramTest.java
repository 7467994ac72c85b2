package io.millrace.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.encoding.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NGramTest {
    private static final Path TEXT = Path.of("../shared/data/tinyshakespeare/input.txt");

    /** abab: a and b twice each of 4, both ever seen, so p = (2 + 2/2) / (4 + 2). */
    @Test
    void aUnigramIsFrequencies() {
        NGram unigram = new NGram(1, 2).learn(new int[] {0, 1, 0, 1});

        assertEquals(Math.log(2), unigram.nats(new int[] {0}), 1e-12);
        assertEquals("unigram", unigram.name());
    }

    /** By hand: of three symbols, text 0 0 1. p(1) = (1 + 2/3)/(3 + 2) = 1/3; p(1|0) = (1 + 2·1/3)/(2 + 2) = 5/12. */
    @Test
    void ordersAreInterpolated() {
        NGram bigram = new NGram(2, 3).learn(new int[] {0, 0, 1});

        double first = (2 + 2.0 / 3) / 5; // p(0), at the text's beginning
        assertEquals(-(Math.log(first) + Math.log(5.0 / 12)) / 2, bigram.nats(new int[] {0, 1}), 1e-12);
    }

    /** Behind a context that was never seen, the shorter one decides. */
    @Test
    void anUnknownContextFallsBack() {
        NGram trigram = new NGram(3, 4).learn(new int[] {0, 1, 2, 0, 1});
        NGram bigram = new NGram(2, 4).learn(new int[] {0, 1, 2, 0, 1});

        assertEquals(bigram.nats(new int[] {3, 1, 2}), trigram.nats(new int[] {3, 1, 2}), 1e-12);
    }

    /** All probabilities of what may come next add up to 1. */
    @Test
    void probabilitiesAddUpToOne() {
        NGram trigram = new NGram(3, 4).learn(new int[] {0, 1, 2, 0, 1, 3, 0, 0, 1, 2});
        double before = 2 * trigram.nats(new int[] {0, 1});
        double sum = 0;
        for (int next = 0; next < 4; next++) {
            sum += Math.exp(before - 3 * trigram.nats(new int[] {0, 1, next}));
        }

        assertEquals(1, sum, 1e-12);
    }

    @Test
    void aTokenOutsideTheVocabularyIsRefused() {
        NGram unigram = new NGram(1, 2);

        assertEquals(
                "unigram: expected a token of 0 to 1, found 2",
                assertThrows(IllegalArgumentException.class, () -> unigram.learn(new int[] {2}))
                        .getMessage());
    }

    /** Figures worked out independently, on the first 90 % and the last 10 %. */
    @Test
    void shakespeareHasItsKnownFigures() throws IOException {
        assumeTrue(Files.exists(TEXT), "skipped: no " + TEXT);
        String text = Files.readString(TEXT);
        int[] tokens = Vocabulary.of(Vocabulary.Kind.CHARACTERS, text).encode(text);
        int cut = tokens.length * 9 / 10;
        int[] train = Arrays.copyOfRange(tokens, 0, cut);
        int[] held = Arrays.copyOfRange(tokens, cut, tokens.length);

        assertEquals(3.347, new NGram(1, 65).learn(train).nats(held), 0.001);
        assertEquals(2.486, new NGram(2, 65).learn(train).nats(held), 0.001);
        assertEquals(1.669, new NGram(5, 65).learn(train).nats(held), 0.001);
    }
}
