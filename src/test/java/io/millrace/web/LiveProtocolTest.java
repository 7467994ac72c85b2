package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveProtocolTest {
    @Test
    void requestsNameAModelAndPerhapsAStream() {
        assertEquals(new LiveRequest(true, "ball", null), LiveProtocol.parse("{\"subscribe\":{\"model\":\"ball\"}}"));
        assertEquals(
                new LiveRequest(false, "ball", "b-1"),
                LiveProtocol.parse("{\"unsubscribe\":{\"model\":\"ball\",\"stream\":\"b-1\"}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "{}",
                "{\"subscribe\":\"ball\"}",
                "{\"subscribe\":{}}",
                "{\"subscribe\":{\"model\":7}}",
                "{\"subscribe\":{\"model\":\"ball\",\"stream\":7}}",
                "{\"subscribe\":{\"model\":\"ball\"},\"unsubscribe\":{\"model\":\"ball\"}}",
                "{\"publish\":{\"model\":\"ball\"}}"
            })
    void whatIsNoRequestIsRefusedWithWhatWasExpected(String frame) {
        String message = assertThrows(IllegalArgumentException.class, () -> LiveProtocol.parse(frame))
                .getMessage();
        assertTrue(message.contains("expected"), message);
    }

    @Test
    void modelsShowWhatThePageNeedsAndNoTopic() {
        String frame = LiveProtocol.models(
                List.of(new LiveModel("ball", "ball.predictions", List.of("x", "y"), "m", "constant velocity")));
        JsonObject expected = new JsonObject()
                .put(
                        "models",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "ball")
                                        .put("features", new JsonArray(List.of("x", "y")))
                                        .put("unit", "m")
                                        .put("baseline", "constant velocity")));
        assertEquals(expected, new JsonObject(frame));
    }
}
