package io.millrace.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What everyone who watches is fed with: the committed tail of the output topics and of the events topic, their history, and
 * from time to time a heartbeat and figures. Made and used on one context.
 */
public final class LiveFeed {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final Set<String> HERE_ALONE = Set.of("TRAINING", RetrainingLog.PROGRESS, "SHADOW");
    private static final long HEARTBEAT_MILLIS = 5_000;
    private static final long STATUS_MILLIS = 1_000;

    private final Vertx vertx;
    private final int watchers;
    private final LiveHub hub;
    private final LiveTail tail;
    private final TopicHistory history;
    private final Function<String, LiveStatus> statuses;

    /** @param watchers at most; 0: the topics are not even read */
    public LiveFeed(Vertx vertx, LiveSettings settings, LiveCount count, int watchers) {
        this.vertx = vertx;
        this.watchers = watchers;
        statuses = settings.statuses();
        history = new TopicHistory(vertx, settings.kafka(), settings.models());
        hub = new LiveHub(settings.models(), watchers, history, count, InstantSource.system());
        tail = new LiveTail(
                vertx, settings.kafka(), settings.models(), settings.events(), new ToHub(), settings.traces());
    }

    public LiveHub hub() {
        return hub;
    }

    public void start() {
        if (watchers == 0) {
            return;
        }
        tail.start();
        vertx.setPeriodic(HEARTBEAT_MILLIS, id -> hub.heartbeat());
        vertx.setPeriodic(STATUS_MILLIS, id -> hub.status(statuses));
    }

    /** Whether every output topic exists and is followed: what is committed from now on reaches whoever may watch. */
    public boolean following() {
        return watchers == 0 || tail.following();
    }

    /** What happens to a model's retraining in this process; what comes by the events topic as well is told once. */
    public void retraining(JsonObject event) {
        if (HERE_ALONE.contains(event.getString("event"))) {
            hub.retraining(event.getString("model"), event);
        }
    }

    public Future<?> close() {
        return Future.join(tail.close(), history.close());
    }

    private final class ToHub implements LiveTail.Listener {
        @Override
        public void begin(String model, int partition, long offset) {
            hub.begin(model, partition, offset);
        }

        @Override
        public Map<Integer, Long> positions(String model) {
            return hub.positions(model);
        }

        @Override
        public void predictions(List<LiveRecord> batch) {
            hub.publish(batch);
        }

        @Override
        public void event(String model, String event) {
            try {
                hub.retraining(model, new JsonObject(event));
            } catch (DecodeException e) {
                LOG.warn("an event of {} is no JSON object", model);
            }
        }
    }
}
