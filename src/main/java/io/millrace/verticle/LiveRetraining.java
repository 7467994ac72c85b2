package io.millrace.verticle;

import io.millrace.retrain.RetrainObserver;
import io.millrace.retrain.Verdict;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tells those who watch what a retrainer does, besides whom it told already. Verdicts are not told here: they come to every
 * process by the events topic.
 */
public final class LiveRetraining implements RetrainObserver {
    private final RetrainObserver next;
    private final Consumer<JsonObject> live;
    private long told; // per cent

    /** @param live takes an event: what happened, and its figures */
    public LiveRetraining(RetrainObserver next, Consumer<JsonObject> live) {
        this.next = next;
        this.live = live;
    }

    @Override
    public void drifted() {
        next.drifted();
        live.accept(new JsonObject().put("event", "DRIFT"));
    }

    @Override
    public void concluded(Verdict verdict, Duration took) {
        next.concluded(verdict, took);
    }

    @Override
    public void progress(double share) {
        next.progress(share);
        long percent = Math.round(100 * share);
        if (percent != told) {
            told = percent;
            live.accept(new JsonObject().put("event", "PROGRESS").put("share", percent / 100.0));
        }
    }

    @Override
    public void refused() {
        next.refused();
        live.accept(new JsonObject().put("event", "REFUSED"));
    }

    @Override
    public void serving(long generation) {
        next.serving(generation);
        live.accept(new JsonObject().put("event", "SERVING").put("version", Long.toString(generation)));
    }
}
