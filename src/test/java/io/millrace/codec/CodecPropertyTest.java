package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CodecPropertyTest {
    private static final PointDecoder DECODER = new PointDecoder(List.of("x", "y"));

    @Property
    void anyDoubleReadsBackToItsBits(@ForAll("finite") double x, @ForAll("finite") double y) throws RejectedException {
        Prediction prediction = new Prediction(
                StreamKey.of("a"),
                1,
                2,
                new ModelVersion("m", "1"),
                new double[] {x},
                new double[] {y},
                List.of(new double[] {y}, new double[] {x}),
                Math.abs(x),
                Math.abs(y));
        Prediction read = new PredictionJson().read(new PredictionJson().write(prediction));
        assertArrayEquals(bits(x), bits(read.point()[0]));
        assertArrayEquals(bits(y), bits(read.next()[0]));
        assertArrayEquals(bits(y), bits(read.ahead().get(0)[0]));
        assertArrayEquals(bits(x), bits(read.ahead().get(1)[0]));
        assertArrayEquals(bits(Math.abs(x)), bits(read.error()));
        assertArrayEquals(bits(Math.abs(y)), bits(read.baselineError()));
    }

    @Property
    void aPointReadsBackToItsBitsHoweverItIsWritten(@ForAll("finite") double x, @ForAll("finite") double y)
            throws RejectedException {
        double[] read = DECODER.decode(("{\"y\":" + y + ",\"x\":" + x + "}").getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(new double[] {x, y}, read);
    }

    @Property
    void aNumberIsReadAsJavaReadsIt(
            @ForAll boolean negative,
            @ForAll @LongRange(min = 0) long digits,
            @ForAll @IntRange(max = 18) int shorter,
            @ForAll @IntRange(min = -340, max = 300) int exponent)
            throws RejectedException {
        long whole = digits / (long) Math.pow(10, shorter);
        String sign = negative ? "-" : "";
        for (String text : List.of(
                sign + whole,
                sign + "0.000" + whole,
                sign + whole + ".5e" + exponent,
                sign + whole + "E" + exponent % 23,
                sign + whole % 1000 + "." + whole)) {
            double expected = Double.parseDouble(text);
            if (Double.isFinite(expected)) {
                double[] read = DECODER.decode(("[" + text + ",0]").getBytes(StandardCharsets.UTF_8));
                assertArrayEquals(bits(expected), bits(read[0]), text);
            }
        }
    }

    /** Jackson, as another reader of the same bytes. */
    @Property(tries = 5000)
    void onlyJsonIsReadAsAPointAndOnlyWhatIsNoneIsCalledSo(@ForAll("nearlyJson") String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        try {
            JsonNode json = jackson(value).orElseThrow();
            double[] point = DECODER.decode(value);
            assertEquals((json.isArray() ? json.path(0) : json.path("x")).asDouble(), point[0]);
        } catch (NoSuchElementException none) {
            assertThrows(RejectedException.class, () -> DECODER.decode(value), text);
        } catch (RejectedException rejected) {
            assertNotEquals(Rejection.NOT_JSON, rejected.reason(), text);
        }
    }

    /** As text: of bytes Jackson would guess the encoding, and take a digit and a zero for UTF-16. */
    private static Optional<JsonNode> jackson(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        if (text.startsWith("\uFEFF")) { // which it passes over
            return Optional.empty();
        }
        try {
            JsonNode json = new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            return json.isMissingNode() ? Optional.empty() : Optional.of(json);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Property
    void anyKeyHasANameOfItsOwn(@ForAll byte[] key) {
        assertEquals(StreamKey.of(key), StreamName.parse(StreamName.of(StreamKey.of(key))));
    }

    @Property
    void aKeyIsWrittenByItsName(@ForAll byte[] key) throws RejectedException {
        double[] point = {1};
        ModelVersion model = new ModelVersion("m", "1");
        Prediction prediction =
                new Prediction(StreamKey.of(key), 1, 2, model, point, point, List.of(), Double.NaN, Double.NaN);
        assertEquals(StreamKey.of(key), new PredictionJson().read(new PredictionJson().write(prediction)).stream());
    }

    @Property
    void aDecoderThatReadMuchElseReadsAsANewOne(@ForAll("nearlyJson") String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(outcome(new PointDecoder(List.of("x", "y")), value), outcome(DECODER, value));
    }

    private static String outcome(PointDecoder decoder, byte[] value) {
        try {
            return Arrays.toString(decoder.decode(value));
        } catch (RejectedException rejected) {
            return rejected.reason() + ": " + rejected.getMessage();
        }
    }

    @Property
    void garbageIsRejectedAndNothingElseHappens(@ForAll byte[] garbage) {
        decodeOrReject(garbage);
    }

    @Property
    void garbageThatLooksLikeJsonIsRejectedAndNothingElseHappens(@ForAll("nearlyJson") String garbage) {
        decodeOrReject(garbage.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void aTruncatedOrSpoiltPointIsRejectedOrFinite(@ForAll byte spoilt, @ForAll @Size(1) List<Integer> at) {
        byte[] value = "{\"x\":1.5e3,\"a\":[null,\"\\u00e9\"],\"y\":-2}".getBytes(StandardCharsets.UTF_8);
        value[Math.floorMod(at.get(0), value.length)] = spoilt;
        decodeOrReject(value);
        decodeOrReject(Arrays.copyOf(value, Math.floorMod(at.get(0), value.length)));
    }

    @Property
    void aStateReadsBackToItsBits(
            @ForAll long offset,
            @ForAll double[] memory,
            @ForAll double[] window,
            @ForAll float[] state,
            @ForAll byte[] order) {
        StreamSnapshot snapshot = new StreamSnapshot(
                "v1", offset, offset + 1, offset + 3, offset + 2, memory, window, state, state, order);
        StreamSnapshot read = StateFormat.read(StateFormat.write(snapshot));
        assertEquals(
                List.of("v1", offset, offset + 1, offset + 2),
                List.of(read.modelVersion(), read.offset(), read.timestamp(), read.n()));
        assertArrayEquals(order, read.order());
        assertArrayEquals(bits(memory), bits(read.memory()));
        assertArrayEquals(bits(window), bits(read.window()));
        assertEquals(state.length, read.state().length);
        for (int i = 0; i < state.length; i++) {
            assertEquals(Float.floatToRawIntBits(state[i]), Float.floatToRawIntBits(read.state()[i]));
            assertEquals(Float.floatToRawIntBits(state[i]), Float.floatToRawIntBits(read.output()[i]));
        }
    }

    @Property
    void bytesThatAreNoStateAreRefused(@ForAll byte[] garbage) {
        try {
            StateFormat.read(garbage);
        } catch (IllegalArgumentException refused) {
            // as it should be
        }
    }

    private static void decodeOrReject(byte[] value) {
        try {
            for (double number : DECODER.decode(value)) {
                assertEquals(true, Double.isFinite(number));
            }
        } catch (RejectedException rejected) {
            // as it should be
        }
    }

    private static long[] bits(double... numbers) {
        return Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    @Provide
    Arbitrary<Double> finite() {
        Arbitrary<Double> any =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        return Arbitraries.oneOf(
                any,
                Arbitraries.doubles(),
                Arbitraries.of(0.0, -0.0, 2e23, 2.0E-3, Double.MIN_VALUE, Double.MAX_VALUE));
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"x\"",
                        "\"y\"",
                        "1",
                        "-",
                        ".5",
                        "e9",
                        "1e400",
                        "NaN",
                        "null",
                        "true",
                        "\"",
                        "\\",
                        " ",
                        "\u0000",
                        "é",
                        "[1,2]",
                        "{\"x\":1,\"y\":2}")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }
}
