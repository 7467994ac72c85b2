package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictionJsonTest {
    private static final ModelVersion MODEL = new ModelVersion("ball", "1");

    private final PredictionJson json = new PredictionJson();

    @Test
    void aPredictionIsOneLineWithItsFieldsInOrder() {
        Prediction prediction = new Prediction(
                StreamKey.of("ball-7"),
                3,
                1_700_000_000_000L,
                MODEL,
                new double[] {1, 2},
                new double[] {1.5, 2.5},
                List.of(new double[] {2, 3}, new double[] {2.5, 3.5}),
                0.25,
                0.5);
        assertEquals(
                "{\"stream\":\"ball-7\",\"n\":3,\"t\":1700000000000,\"model\":\"ball\",\"version\":\"1\","
                        + "\"point\":[1.0,2.0],\"prediction\":[1.5,2.5],\"ahead\":[[2.0,3.0],[2.5,3.5]],"
                        + "\"error\":0.25,\"baselineError\":0.5}",
                text(prediction));
    }

    @Test
    void theFirstPointHasNoErrorsAndWithoutAheadThereIsNoSuchField() throws RejectedException {
        String text = text(first(StreamKey.of("a"), 1));
        assertEquals(
                "{\"stream\":\"a\",\"n\":1,\"t\":0,\"model\":\"ball\",\"version\":\"1\",\"point\":[1.0],\"prediction\":[1.0]}",
                text);
        assertFalse(json.read(text.getBytes(StandardCharsets.UTF_8)).hasError());
    }

    /** Those whose Double.toString differs between JDK 17 and 19, and the borders of notation. */
    @Test
    void numbersHaveTheSameTextOnEveryJdk() {
        assertEquals("0.002", number(2.0E-3));
        assertEquals("2.0E23", number(2e23));
        assertEquals("1.0E23", number(1e23));
        assertEquals("4.9E-324", number(Double.MIN_VALUE));
        assertEquals("8.41E21", number(8.41E21));
        assertEquals("2.2250738585072014E-308", number(Double.MIN_NORMAL));
        assertEquals("1.7976931348623157E308", number(Double.MAX_VALUE));
        assertEquals("0.001", number(0.001));
        assertEquals("9999999.0", number(9_999_999));
        assertEquals("1.0E7", number(1e7));
        assertEquals("-0.0", number(-0.0));
        assertEquals("0.1", number(0.1));
        assertEquals("0.30000000000000004", number(0.1 + 0.2));
    }

    @Test
    void moreNumbersThanABufferHoldsAreAllThere() throws RejectedException {
        double[] point = new Random(1).doubles(3000).toArray();
        Prediction prediction =
                new Prediction(StreamKey.of("a"), 1, 0, MODEL, point, point, List.of(), Double.NaN, Double.NaN);
        Prediction read = json.read(json.write(prediction));
        assertArrayEquals(point, read.point());
        assertArrayEquals(point, read.next());
    }

    @Test
    void aKeyThatIsNotUtf8IsNamedInBase64() {
        assertEquals("base64:/w==", StreamName.of(StreamKey.of(new byte[] {(byte) 0xff})));
        assertEquals("bäll", StreamName.of(StreamKey.of("bäll")));
        assertEquals("base64:YmFzZTY0Og==", StreamName.of(StreamKey.of("base64:")));
    }

    @Test
    void fieldsOfANewerWriterAreIgnored() throws RejectedException {
        String text = text(first(StreamKey.of("a"), 1)).replace("\"n\":", "\"new\":{\"n\":[5]},\"n\":");
        assertEquals(1, json.read(text.getBytes(StandardCharsets.UTF_8)).n());
    }

    @Test
    void whatIsNoPredictionIsRefused() {
        for (String text : List.of("", "[]", "{}", "{\"n\":\"x\"}", "{\"stream\":7,\"n\":1}", "{\"ahead\":[1]}")) {
            assertThrows(RejectedException.class, () -> json.read(text.getBytes(StandardCharsets.UTF_8)), text);
        }
    }

    private String number(double number) {
        String text = text(first(StreamKey.of("a"), number));
        return text.substring(text.indexOf("\"prediction\":[") + 14, text.length() - 2);
    }

    private static Prediction first(StreamKey key, double number) {
        double[] point = {number};
        return new Prediction(key, 1, 0, MODEL, point, point, List.of(), Double.NaN, Double.NaN);
    }

    private String text(Prediction prediction) {
        return new String(json.write(prediction), StandardCharsets.UTF_8);
    }
}
