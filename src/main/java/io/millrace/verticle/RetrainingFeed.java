package io.millrace.verticle;

import io.millrace.retrain.RetrainObserver;
import io.millrace.retrain.Verdict;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;

/** Passes on what a retrainer does: to the meters, to the event bus of this process, and to a webhook. */
public final class RetrainingFeed implements RetrainObserver {
    /** Where {@link RetrainingEvents} are published, as {@link JsonObject}. */
    public static final String ADDRESS = "millrace.retraining";

    private final RetrainObserver meters;
    private final EventBus bus;
    private final Consumer<String> webhook;

    /** @param webhook takes events but for progress, and never blocks */
    public RetrainingFeed(RetrainObserver meters, EventBus bus, Consumer<String> webhook) {
        this.meters = meters;
        this.bus = bus;
        this.webhook = webhook;
    }

    @Override
    public void drifted(Drift what) {
        meters.drifted(what);
    }

    @Override
    public void concluded(Verdict verdict, Duration took) {
        meters.concluded(verdict, took);
    }

    @Override
    public void progress(double share) {
        meters.progress(share);
    }

    @Override
    public void refused() {
        meters.refused();
    }

    @Override
    public void serving(long generation) {
        meters.serving(generation);
    }

    @Override
    public void told(String event) {
        JsonObject json = new JsonObject(event);
        bus.publish(ADDRESS, json);
        if (!"PROGRESS".equals(json.getString("event"))) {
            webhook.accept(event);
        }
    }
}
