package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveHubTest {
    private final LiveHub hub = new LiveHub(List.of(
            new LiveModel("ball", "ball.predictions", List.of("x"), "m", ""),
            new LiveModel("text", "text.next", List.of(), "", "")));

    @Test
    void aNewClientIsToldTheModelsAndNothingElseUntilItAsks() {
        List<String> sent = new ArrayList<>();
        connect(sent);
        hub.publish("ball", "b-1", "{}");
        assertEquals(1, sent.size());
        assertTrue(sent.get(0).startsWith("{\"models\":["), sent.get(0));
    }

    @Test
    void eachClientGetsWhatItAskedFor() {
        List<String> one = new ArrayList<>();
        List<String> all = new ArrayList<>();
        hub.receive(connect(one), "{\"subscribe\":{\"model\":\"ball\",\"stream\":\"b-1\"}}");
        hub.receive(connect(all), "{\"subscribe\":{\"model\":\"ball\"}}");
        hub.publish("ball", "b-1", "{\"n\":1}");
        hub.publish("ball", "b-2", "{\"n\":2}");
        hub.publish("text", "b-1", "{\"n\":3}");
        assertEquals(List.of("{\"prediction\":{\"n\":1}}"), one.subList(1, one.size()));
        assertEquals(List.of("{\"prediction\":{\"n\":1}}", "{\"prediction\":{\"n\":2}}"), all.subList(1, all.size()));
    }

    @Test
    void anUnknownModelIsAnErrorThatNamesTheKnown() {
        List<String> sent = new ArrayList<>();
        hub.receive(connect(sent), "{\"subscribe\":{\"model\":\"bell\"}}");
        assertEquals("{\"error\":\"model: expected one of [ball, text], found \\\"bell\\\"\"}", sent.get(1));
    }

    @Test
    void whoLeftGetsNothing() {
        List<String> sent = new ArrayList<>();
        LiveClient client = connect(sent);
        hub.receive(client, "{\"subscribe\":{\"model\":\"ball\"}}");
        assertEquals(1, hub.clients());
        hub.disconnect(client);
        hub.publish("ball", "b-1", "{}");
        assertEquals(1, sent.size());
        assertEquals(0, hub.clients());
    }

    private LiveClient connect(List<String> sent) {
        return hub.connect(new LiveClient.Outlet() {
            @Override
            public boolean full() {
                return false;
            }

            @Override
            public void send(String frame) {
                sent.add(frame);
            }
        });
    }
}
