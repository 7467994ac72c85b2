package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointDecoderTest {
    private final PointDecoder decoder = new PointDecoder(List.of("x", "y", "z"));

    @Test
    void anObjectsOtherFieldsAreIgnored() throws RejectedException {
        String json = " {\"id\":\"a\",\"z\":3e0,\"more\":{\"x\":[1,{\"y\":null}]},\"x\":-1,\"y\":2.5,\"x2\":9}\n";
        assertArrayEquals(new double[] {-1, 2.5, 3}, decode(json));
    }

    @Test
    void anArrayIsAPointInTheFeaturesOrder() throws RejectedException {
        assertArrayEquals(new double[] {1, -0.0, 3e-300}, decode("[1, -0.0, 3e-300]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NOT_JSON        | ``",
                "NOT_JSON        | hello",
                "NOT_JSON        | {\"x\":1,\"y\":2,\"z\":3",
                "NOT_JSON        | {\"x\":1,\"y\":2,\"z\":3}}",
                "NOT_JSON        | {\"x\":1,\"y\":2,\"z\":3} [1]",
                "NOT_JSON        | [1,2,3",
                "NOT_JSON        | [1,2,3,]",
                "NOT_JSON        | [01,2,3]",
                "NOT_JSON        | [1,2,.3]",
                "NOT_JSON        | {'x':1,\"y\":2,\"z\":3}",
                "NOT_JSON        | {\"x\":1,\"y\":2,\"z\":3,\"a\":[}",
                "NOT_JSON        | [1,2,3] // three",
                "NOT_A_POINT     | 7",
                "NOT_A_POINT     | \"x\"",
                "NOT_A_POINT     | null",
                "MISSING_FIELD   | {}",
                "MISSING_FIELD   | {\"x\":1,\"y\":2,\"Z\":3}",
                "DUPLICATE_FIELD | {\"x\":1,\"y\":2,\"z\":3,\"y\":2}",
                "NOT_A_NUMBER    | {\"x\":1,\"y\":\"2\",\"z\":3}",
                "NOT_A_NUMBER    | {\"x\":1,\"y\":null,\"z\":3}",
                "NOT_A_NUMBER    | {\"x\":1,\"y\":[2],\"z\":3}",
                "NOT_A_NUMBER    | [1,true,3]",
                "NOT_A_NUMBER    | [[1,2,3]]",
                "NOT_FINITE      | [1,NaN,3]",
                "NOT_FINITE      | {\"x\":1,\"y\":-Infinity,\"z\":3}",
                "NOT_FINITE      | [1,1e999,3]",
                "NOT_FINITE      | {\"a\":[NaN],\"x\":1,\"y\":2,\"z\":3}",
                "WRONG_LENGTH    | []",
                "WRONG_LENGTH    | [1,2]",
                "WRONG_LENGTH    | [1,2,3,4]",
            })
    void whatIsNoPointIsRefusedWithItsReason(Rejection reason, String json) {
        assertEquals(reason, reasonOf(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aValueThatIsTooDeepIsRefused() {
        String deep = "[".repeat(15) + "]".repeat(15);
        String deeper = "[".repeat(16) + "]".repeat(16);
        String bottomless = "[".repeat(5000);
        assertArrayEquals(new double[] {1, 2, 3}, assertDoesNotReject("{\"a\":" + deep + ",\"x\":1,\"y\":2,\"z\":3}"));
        assertEquals(Rejection.TOO_DEEP, reasonOf("{\"a\":" + deeper + ",\"x\":1,\"y\":2,\"z\":3}"));
        assertEquals(Rejection.TOO_DEEP, reasonOf("{\"a\":" + bottomless));
        assertEquals(Rejection.NOT_A_NUMBER, reasonOf(bottomless));
    }

    @Test
    void aValueThatIsTooLongIsRefused() {
        assertEquals(Rejection.TOO_LARGE, reasonOf(new byte[2_000_000]));
        assertEquals(Rejection.TOO_LARGE, reasonOf("[1,2," + "3".repeat(2000) + "]"));
    }

    @Test
    void onlyUtf8IsRead() {
        assertEquals(Rejection.NOT_JSON, reasonOf("[1,2,3]".getBytes(StandardCharsets.UTF_16)));
        assertEquals(Rejection.NOT_JSON, reasonOf(new byte[] {(byte) 0xff, (byte) 0xfe, '[', '1', ']'}));
    }

    @Test
    void featuresMustDiffer() {
        assertThrows(IllegalArgumentException.class, () -> new PointDecoder(List.of("x", "x")));
    }

    private double[] decode(String json) throws RejectedException {
        return decoder.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private double[] assertDoesNotReject(String json) {
        return org.junit.jupiter.api.Assertions.assertDoesNotThrow(() -> decode(json));
    }

    private Rejection reasonOf(String json) {
        return reasonOf(json.getBytes(StandardCharsets.UTF_8));
    }

    private Rejection reasonOf(byte[] value) {
        return assertThrows(RejectedException.class, () -> decoder.decode(value))
                .reason();
    }
}
