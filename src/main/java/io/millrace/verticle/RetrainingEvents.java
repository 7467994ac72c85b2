package io.millrace.verticle;

import io.millrace.kafka.PublishedModel;
import io.millrace.retrain.RetrainObserver.Drift;
import io.millrace.retrain.Triggers;
import io.millrace.retrain.Verdict;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/**
 * What is told of a model's retraining, as JSON: on the topic of events, on the event bus, to webhooks.
 *
 * <pre>{@code
 *   {"type":"retraining","model":"ball","at":1700000000000,"event":"DRIFT","what":"ERROR","value":0.0123}
 *   …"event":"TRAINING","version":"2","reason":"DRIFT"            begins
 *   …"event":"PROGRESS","version":"2","share":0.4                 on the event bus alone
 *   …"event":"SHADOW","version":"2"                               runs beside the champion
 *   …"event":"CANARY","version":"2","share":0.1                    serves that share of the streams
 *   …"event":"ENDED","version":"2"                                as somebody asked for it
 *   …"event":"PROMOTED","version":"2","reason":"DRIFT","challenger":0.004,"champion":0.006,"baseline":0.009,"detail":"…"
 *   …"event":"ROLLBACK","version":"3","to":"1"
 *   …"event":"UPLOAD","version":"4"
 * }</pre>
 *
 * Beside PROMOTED there are the other outcomes of a {@link Verdict}. Times are milliseconds since 1970.
 */
final class RetrainingEvents {
    private final String model;
    private final InstantSource clock;

    RetrainingEvents(String model, InstantSource clock) {
        this.model = model;
        this.clock = clock;
    }

    private JsonObject event(String name) {
        return new JsonObject()
                .put("type", "retraining")
                .put("model", model)
                .put("at", clock.millis())
                .put("event", name);
    }

    private JsonObject event(String name, long version) {
        return event(name).put("version", Long.toString(version));
    }

    /** @param value the mean error, or the stability index */
    String drift(Drift what, double value) {
        return event("DRIFT")
                .put("what", what.name())
                .put("value", number(value))
                .encode();
    }

    String training(long version, Triggers.Reason reason) {
        return event("TRAINING", version).put("reason", reason.name()).encode();
    }

    String progress(long version, double share) {
        return event("PROGRESS", version).put("share", share).encode();
    }

    String shadow(long version) {
        return event("SHADOW", version).encode();
    }

    String canary(long version, double share) {
        return event("CANARY", version).put("share", share).encode();
    }

    String ended(long version) {
        return event("ENDED", version).encode();
    }

    String concluded(long version, Triggers.Reason reason, Verdict verdict) {
        return event(verdict.outcome().name(), version)
                .put("reason", reason.name())
                .put("challenger", number(verdict.challengerError()))
                .put("champion", number(verdict.championError()))
                .put("baseline", number(verdict.baselineError()))
                .put("detail", verdict.reason())
                .encode();
    }

    String rollback(PublishedModel again, long to) {
        return event("ROLLBACK", again.generation())
                .put("to", Long.toString(to))
                .encode();
    }

    String uploaded(PublishedModel model) {
        return event("UPLOAD", model.generation()).encode();
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null; // JSON has no others
    }
}
