package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveProtocolTest {
    @Test
    void requestsNameAModelAndPerhapsWhatOfIt() {
        assertEquals(
                new LiveRequest.Subscribe("ball", new LiveFilter(Set.of(), "", 0), Map.of(), false, false),
                LiveProtocol.parse("{\"type\":\"subscribe\",\"model\":\"ball\"}"));
        assertEquals(
                new LiveRequest.Subscribe(
                        "ball", new LiveFilter(Set.of("b-1"), "b-", 0.5), Map.of(0, 12L, 3, 0L), true, true),
                LiveProtocol.parse("{\"type\":\"subscribe\",\"model\":\"ball\",\"streams\":[\"b-1\"],\"prefix\":\"b-\","
                        + "\"minimumError\":0.5,\"from\":{\"0\":12,\"3\":0},\"snapshot\":true,\"status\":true}"));
        assertEquals(
                new LiveRequest.Unsubscribe("ball"),
                LiveProtocol.parse("{\"type\":\"unsubscribe\",\"model\":\"ball\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"publish\",\"model\":\"ball\"}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"model\":7}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"stream\":\"b-1\"}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"streams\":[]}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"streams\":[7]}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"minimumError\":-1}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"minimumError\":\"much\"}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"snapshot\":1}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"from\":12}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"from\":{\"a\":12}}",
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"from\":{\"0\":-1}}",
                "{\"type\":\"unsubscribe\",\"model\":\"ball\",\"streams\":[\"b-1\"]}"
            })
    void whatIsNoRequestIsRefusedWithWhatWasExpected(String frame) {
        String message = assertThrows(IllegalArgumentException.class, () -> LiveProtocol.parse(frame))
                .getMessage();
        assertTrue(message.contains("expected"), message);
    }
}
