package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.stream.Answer;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamKey;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Beside Jackson's generator, which is told the same. */
class JsonTextTest {
    private static final int VALUES = 3000;
    private static final long SEED = 11;
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "ball-7",
            "a\"b",
            "back\\slash",
            "line\n",
            "\u0001",
            "\u007f",
            "é",
            "名前",
            "😀 smile",
            "x".repeat(700));

    private final JsonText out = new JsonText();
    private final Random random = new Random(SEED);

    private String taken() {
        String text = new String(out.end(), StandardCharsets.UTF_8);
        out.begin();
        return text;
    }

    @Test
    void anyTreeOfValuesIsWrittenAsJacksonDoes() throws IOException {
        for (int i = 0; i < VALUES; i++) {
            StringWriter expected = new StringWriter();
            try (JsonGenerator jackson = Json.factory().createGenerator(expected)) {
                write(jackson, 3);
            }
            assertEquals(expected.toString(), taken(), "value " + i + " of seed " + SEED);
        }
    }

    private void write(JsonGenerator jackson, int depth) throws IOException {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> {
                String text = text();
                jackson.writeString(text);
                out.string(text);
            }
            case 1 -> {
                long number = random.nextLong() >> random.nextInt(64);
                jackson.writeNumber(number);
                out.number(number);
            }
            case 2 -> {
                double number = random.nextInt(20) == 0 ? Double.NaN : random.nextGaussian();
                jackson.writeNumber(number);
                out.number(number);
            }
            case 3 -> {
                boolean value = random.nextBoolean();
                jackson.writeBoolean(value);
                out.truth(value);
            }
            case 4 -> {
                jackson.writeStartArray();
                out.startArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    write(jackson, depth - 1);
                }
                jackson.writeEndArray();
                out.endArray();
            }
            default -> {
                jackson.writeStartObject();
                out.startObject();
                for (String name : names()) {
                    jackson.writeFieldName(name);
                    if (random.nextBoolean()) {
                        out.name(name);
                    } else {
                        out.name(JsonText.quoted(name));
                    }
                    write(jackson, depth - 1);
                }
                jackson.writeEndObject();
                out.endObject();
            }
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            names.add(i + text());
        }
        return names;
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    @Test
    void wholeNumbersOfEverySizeAreWritten() {
        for (long number = 1; number > 0; number *= 7) {
            for (long near = number - 1; near <= number + 1; near++) {
                out.number(near);
                assertEquals(Long.toString(near), taken());
                out.number(-near);
                assertEquals(Long.toString(-near), taken());
            }
        }
        for (long number :
                new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 9_999_999_999_999_999L, 10_000_000_000_000_000L}) {
            out.number(number);
            assertEquals(Long.toString(number), taken());
        }
    }

    @Test
    void halfACharacterIsRefusedAndWhatFollowsIsWhole() {
        AnswerJson answers = new AnswerJson();
        assertThrows(IllegalArgumentException.class, () -> answers.write(answer("\ud800")));
        assertEquals(
                new String(new AnswerJson().write(answer("a")), StandardCharsets.UTF_8),
                new String(answers.write(answer("a")), StandardCharsets.UTF_8));
    }

    private static Answer answer(String label) {
        return new Answer(
                StreamKey.of("a"),
                1,
                2,
                new ModelVersion("ball", "1"),
                Optional.empty(),
                new Answer.Choice(List.of(new Answer.Scored(label, 0.5)), List.of()),
                Answer.Standing.PLAIN,
                Double.NaN,
                Double.NaN);
    }
}
