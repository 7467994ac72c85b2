package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Sampler;
import io.millrace.network.kernel.Kernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenGeneratorTest {
    private static String text(StreamModel model, int[] prime, int length, Sampler sampler, long seed) {
        StringBuilder text = new StringBuilder();
        new TokenGenerator(model, Kernels.best())
                .generate(prime, length, sampler, new SplittableRandom(seed), id -> text.append("abcd".charAt(id)));
        return text.toString();
    }

    /** Written down once: on every machine and every JDK the same. */
    @Test
    void theSameSeedGivesTheSameTextEverywhere() {
        StreamModel model = ShapeModels.letters(TokenEncoding.Form.ONE_HOT);
        assertEquals(
                "dbbbbdbdbdbbbbbbbbbbdbbbbbbbdbbcbbbbbbbbbbbbbbbbbdbbbbbbbbcb",
                text(model, new int[] {0, 1}, 60, new Sampler(1, 0, 1), 42));
        assertEquals(
                "bbcbbbbbbbbddccbdbbcbbbbcdbbcbdbbbbbbdbbbdbbbbbccbbbbbbbbbbb",
                text(model, new int[] {0, 1}, 60, new Sampler(1.3, 3, 0.95), 7));
    }

    @Test
    void withoutTemperatureTheTextIsWhatTheStreamLooksAheadTo() {
        StreamModel model = ShapeModels.letters(TokenEncoding.Form.IDS);
        Answered stream = new Answered(model, StreamSettings.of(Predict.NEXT).withAhead(9));
        stream.point(2);
        Answer.Choice choice = (Answer.Choice) ((Answer) stream.point(3).get(0)).outcome();
        String expected = choice.label() + String.join("", choice.ahead());

        assertEquals(expected, text(model, new int[] {2, 3}, 10, new Sampler(0, 0, 1), 1));
        assertEquals(expected, text(model, new int[] {2, 3}, 10, new Sampler(0, 0, 1), 2));
        assertNotEquals(expected, text(model, new int[] {2, 3}, 10, new Sampler(50, 0, 1), 2));
    }

    @Test
    void withoutAPrimeOrAStartTokenThereIsNothingToBeginWith() {
        StreamModel model = ShapeModels.letters(TokenEncoding.Form.IDS);
        assertEquals(
                "prime: expected at least one token, as the model knows no start token, found none",
                assertThrows(IllegalArgumentException.class, () -> text(model, new int[0], 3, new Sampler(1, 0, 1), 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new TokenGenerator(ShapeModels.binary(), Kernels.best()));
    }
}
