package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.encoding.Vocabulary;
import io.millrace.stream.Answer;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerJsonTest {
    private static final String HEAD = "{\"stream\":\"s\",\"n\":3,\"t\":17,\"model\":\"m\",\"version\":\"1\",";

    private final AnswerJson json = new AnswerJson();
    private final TokenDecoder decoder =
            new TokenDecoder(new Vocabulary(Vocabulary.Kind.CHARACTERS, List.of("a", "é", "🎾", "\"")));

    private void assertWritten(
            String tail, Optional<String> token, Answer.Outcome outcome, Answer.Standing standing, double error)
            throws RejectedException {
        Answer answer = new Answer(
                StreamKey.of("s"), 3, 17, new ModelVersion("m", "1"), token, outcome, standing, error, 2 * error);
        byte[] written = json.write(answer);
        assertEquals(HEAD + tail, new String(written, StandardCharsets.UTF_8));
        assertEquals(answer, json.read(written));
    }

    @Test
    void everyKindOfAnswerIsOneLineThatReadsBack() throws RejectedException {
        List<Answer.Scored> top = List.of(new Answer.Scored("b", 0.75), new Answer.Scored("\n", 0.125));
        assertWritten(
                "\"token\":\"a\",\"label\":\"b\",\"probabilities\":{\"b\":0.75,\"\\n\":0.125},\"ahead\":[\"c\"],"
                        + "\"error\":0.5,\"baselineError\":1.0}",
                Optional.of("a"),
                new Answer.Choice(top, List.of("c")),
                Answer.Standing.PLAIN,
                0.5);
        assertWritten(
                "\"label\":\"b\",\"probabilities\":{\"b\":0.75,\"\\n\":0.125},\"final\":true}",
                Optional.empty(),
                new Answer.Choice(top, List.of()),
                Answer.Standing.FINAL,
                Double.NaN);
        assertWritten(
                "\"prediction\":[0.5,1.0],\"provisional\":true}",
                Optional.empty(),
                new Answer.Values(List.of(0.5, 1.0)),
                Answer.Standing.PROVISIONAL,
                Double.NaN);
        assertWritten(
                "\"outputs\":[[0.5],[1.0]]}",
                Optional.empty(),
                new Answer.Series(List.of(List.of(0.5), List.of(1.0))),
                Answer.Standing.PLAIN,
                Double.NaN);
        assertWritten(
                "\"outputs\":[\"AH\",\"B\"],\"text\":\"AH B\",\"logProbability\":-0.25,\"final\":true}",
                Optional.empty(),
                new Answer.Symbols(List.of("AH", "B"), "AH B", -0.25),
                Answer.Standing.FINAL,
                Double.NaN);
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        for (String text : List.of("", "[]", "{}", HEAD + "\"x\":1}", "{\"probabilities\":7}")) {
            assertThrows(RejectedException.class, () -> json.read(text.getBytes(StandardCharsets.UTF_8)), text);
        }
    }

    @Test
    void aTokenIsJsonText() throws RejectedException {
        TokenJson writer = new TokenJson();
        for (int id = 0; id < 4; id++) {
            String symbol = List.of("a", "é", "🎾", "\"").get(id);
            assertEquals(id, decoder.decode(writer.write(symbol))[0]);
        }
        assertEquals(1, decoder.decode("\"\\u00e9\" ".getBytes(StandardCharsets.UTF_8))[0]);
    }

    @Test
    void whatIsNoTokenOrUnknownIsRejectedWithItsReason() {
        assertRejected(Rejection.UNKNOWN_TOKEN, "\"b\"");
        assertRejected(Rejection.UNKNOWN_TOKEN, "\"\"");
        assertRejected(Rejection.UNKNOWN_TOKEN, "\"" + "🎾".repeat(1000) + "\"");
        assertRejected(Rejection.NOT_A_TOKEN, "7");
        assertRejected(Rejection.NOT_A_TOKEN, "{\"token\":\"a\"}");
        assertRejected(Rejection.NOT_A_TOKEN, "");
        assertRejected(Rejection.NOT_JSON, "a");
        assertRejected(Rejection.NOT_JSON, "\"a\"\"a\"");
        assertRejected(Rejection.NOT_JSON, "\"a");
        assertRejected(Rejection.TOO_LARGE, "\"" + "a".repeat(70_000) + "\"");
    }

    private void assertRejected(Rejection reason, String value) {
        RejectedException rejected = assertThrows(
                RejectedException.class, () -> decoder.decode(value.getBytes(StandardCharsets.UTF_8)), value);
        assertEquals(reason, rejected.reason(), value);
    }
}
