package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SubscriptionsTest {
    private final Subscriptions subscriptions = new Subscriptions();

    @Test
    void aModelIncludesAllItsStreamsAndNoOthers() {
        subscribe("ball", null);
        assertTrue(subscriptions.include("ball", "b-1"));
        assertFalse(subscriptions.include("text", "b-1"));
    }

    @Test
    void aStreamIncludesItself() {
        subscribe("ball", "b-1");
        assertTrue(subscriptions.include("ball", "b-1"));
        assertFalse(subscriptions.include("ball", "b-2"));
    }

    @Test
    void takingAModelBackTakesItsStreamsBack() {
        subscribe("ball", null);
        subscribe("ball", "b-1");
        unsubscribe("ball", null);
        assertFalse(subscriptions.include("ball", "b-1"));
    }

    @Test
    void takingAStreamBackDoesNotNarrowAModel() {
        subscribe("ball", null);
        unsubscribe("ball", "b-1");
        assertTrue(subscriptions.include("ball", "b-1"));
    }

    @Test
    void streamsAreBoundedAndThoseTakenBackMakeRoom() {
        for (int i = 0; i < Subscriptions.MOST_STREAMS; i++) {
            subscribe("ball", "b-" + i);
        }
        assertThrows(IllegalArgumentException.class, () -> subscribe("ball", "one-more"));
        unsubscribe("ball", "b-7");
        unsubscribe("ball", "never-there");
        assertDoesNotThrow(() -> subscribe("ball", "one-more"));
        assertThrows(IllegalArgumentException.class, () -> subscribe("ball", "and-another"));
        unsubscribe("ball", null);
        assertDoesNotThrow(() -> subscribe("ball", "and-another"));
    }

    private void subscribe(String model, String stream) {
        subscriptions.apply(new LiveRequest(true, model, stream));
    }

    private void unsubscribe(String model, String stream) {
        subscriptions.apply(new LiveRequest(false, model, stream));
    }
}
