package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveClientTest {
    private static final int BOUND = 3;

    private final Wire wire = new Wire();
    private final LiveClient client = new LiveClient(wire, BOUND);

    @Test
    void aReaderThatKeepsUpGetsEverythingInOrder() {
        offer("a", 1);
        offer("b", 1);
        offer("a", 2);
        assertEquals(List.of("a1", "b1", "a2"), wire.sent);
    }

    @Test
    void aStalledReaderGetsTheNewestOfEachStreamAndHowManyItMissed() {
        wire.room = 0;
        offer("a", 1);
        offer("b", 1);
        offer("a", 2);
        offer("a", 3);
        assertEquals(List.of(), wire.sent);

        wire.room = 10;
        client.drain();
        assertEquals(List.of("b1", "a3", LiveProtocol.dropped(2)), wire.sent);
    }

    @Test
    void whatWaitsIsBoundedHoweverManyStreamsThereAre() {
        wire.room = 0;
        for (int i = 0; i < 100; i++) {
            offer("s" + i + "-", 1);
        }
        wire.room = 1_000;
        client.drain();
        assertEquals(List.of("s97-1", "s98-1", "s99-1", LiveProtocol.dropped(97)), wire.sent);
    }

    @Test
    void drainingStopsWhereTheWireIsFullAgain() {
        wire.room = 0;
        offer("a", 1);
        offer("b", 1);
        offer("c", 1);
        wire.room = 2;
        client.drain();
        assertEquals(List.of("a1", "b1"), wire.sent);

        wire.room = 5;
        offer("a", 2);
        assertEquals(List.of("a1", "b1", "c1", "a2"), wire.sent);
    }

    @Test
    void theSameStreamOfTwoModelsIsTwoStreams() {
        wire.room = 0;
        client.offer("ball", "a", "ball");
        client.offer("text", "a", "text");
        wire.room = 5;
        client.drain();
        assertEquals(List.of("ball", "text"), wire.sent);
    }

    @Test
    void repliesToAClientThatDoesNotReadAreLeftOut() {
        wire.room = 1;
        client.reply("one");
        client.reply("two");
        assertEquals(List.of("one"), wire.sent);
    }

    private void offer(String stream, int n) {
        client.offer("ball", stream, stream + n);
    }

    private static final class Wire implements LiveClient.Outlet {
        private final List<String> sent = new ArrayList<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public boolean full() {
            return room == 0;
        }

        @Override
        public void send(String frame) {
            room--;
            sent.add(frame);
        }
    }
}
