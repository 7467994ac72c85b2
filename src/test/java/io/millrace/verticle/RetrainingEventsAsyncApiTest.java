package io.millrace.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.AsyncApi;
import io.millrace.kafka.PublishedModel;
import io.millrace.retrain.RetrainObserver.Drift;
import io.millrace.retrain.Triggers;
import io.millrace.retrain.Verdict;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of retraining is as {@code docs/asyncapi.yaml} says. */
final class RetrainingEventsAsyncApiTest {
    @Test
    void everyEventIsAsDescribed() {
        RetrainingEvents events = new RetrainingEvents("ball", InstantSource.system());
        List<String> told = new ArrayList<>();
        for (Drift what : Drift.values()) {
            told.add(events.drift(what, 0.5));
        }
        for (Triggers.Reason reason : Triggers.Reason.values()) {
            told.add(events.training(2, reason));
        }
        for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
            told.add(events.concluded(
                    2,
                    Triggers.Reason.TIME,
                    new Verdict(outcome, Optional.empty(), 0.1, Double.NaN, 0.3, 0.01, 50, "a \"reason\"")));
        }
        told.add(events.progress(2, 0.5));
        told.add(events.shadow(2));
        told.add(events.canary(2, 0.1));
        told.add(events.ended(2));
        PublishedModel again = new PublishedModel("ball", 3, new byte[1], Map.of());
        told.add(events.rollback(again, 1));
        told.add(events.uploaded(again));
        AsyncApi api = AsyncApi.read();
        told.forEach(event -> assertEquals("", api.wrong("Event", new JsonObject(event))));
    }
}
