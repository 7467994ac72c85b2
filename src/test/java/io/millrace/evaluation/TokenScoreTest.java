package io.millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.baseline.NGram;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenScoreTest {
    private static final TokenEncoding ENCODING = new TokenEncoding(
            new Vocabulary(Vocabulary.Kind.CHARACTERS, List.of("a", "b", "c")), TokenEncoding.Form.ONE_HOT);

    /** After a it says b with probability 0.5, after b and c it says a with 0.8; the others share the rest. */
    private static SequenceModel knownModel() {
        Architecture architecture =
                new Architecture(3, List.of(new Layer.Dense("dense", 3, Activation.SOFTMAX, false)));
        float[] kernel = {
            log(0.25), log(0.5), log(0.25),
            log(0.8), log(0.1), log(0.1),
            log(0.8), log(0.1), log(0.1)
        };
        return new SequenceModel(new Weights(architecture, kernel));
    }

    private static float log(double p) {
        return (float) Math.log(p);
    }

    @Test
    void theLogarithmsOfAllButTheFirstTokensAreAveraged() {
        List<int[]> texts = List.of(new int[] {0, 1}, new int[] {1, 0, 2, 2});

        TokenScore score = TokenScore.of("known", knownModel(), ENCODING, Kernels.best(), texts);

        assertEquals(4, score.tokens());
        assertEquals(-(Math.log(0.5) + Math.log(0.8) + Math.log(0.25) + Math.log(0.1)) / 4, score.nats(), 1e-6);
        assertEquals(Math.exp(score.nats()), score.perplexity(), 1e-12);
    }

    /** A bigram's tokens are the same ones: a text's first is given. */
    @Test
    void anNGramIsAskedForTheSameTokens() {
        NGram bigram = new NGram(2, 3).learn(new int[] {0, 1, 0, 1, 0, 2});
        List<int[]> texts = List.of(new int[] {0, 1}, new int[] {0, 2, 1});

        TokenScore score = TokenScore.of(bigram, texts);

        assertEquals(3, score.tokens());
        assertEquals(
                (bigram.nats(new int[] {0, 1}, 1) + 2 * bigram.nats(new int[] {0, 2, 1}, 1)) / 3, score.nats(), 1e-12);
    }

    @Test
    void skillIsTheShareOfTheNatsThatAreGone() {
        TokenScore fiveGram = new TokenScore("5-gram", 100, 1.6);
        TokenScore model = new TokenScore("lstm", 100, 1.2);

        assertEquals(0.25, model.skill(fiveGram), 1e-12);
        assertEquals(
                List.of(
                        "predictor  nats a token  perplexity  skill",
                        "5-gram            1.600        4.95   0.00",
                        "lstm              1.200        3.32   0.25",
                        "over 100 tokens; skill = 1 - nats / those of the 5-gram"),
                TokenScore.table(List.of(fiveGram, model), fiveGram).lines().toList());
    }

    @Test
    void textsOfOneTokenAreRefused() {
        assertEquals(
                "evaluation: expected a text of at least 2 tokens, found none",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TokenScore.of(new NGram(1, 3), List.of(new int[] {1})))
                        .getMessage());
    }
}
