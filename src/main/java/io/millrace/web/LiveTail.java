package io.millrace.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import io.vertx.kafka.client.producer.KafkaHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the output topics from a little before their end: all partitions, whoever predicts them, so that every process can
 * show every stream. Topics and partitions that appear later are found; after a failure a new consumer goes on where the last
 * one stood. Runs on the context that creates it.
 */
final class LiveTail {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTail.class);
    private static final long LOOK_AGAIN_MILLIS = 2_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long BEFORE = 500; // records of each partition, for snapshots

    /** Takes what was committed. */
    interface Listener {
        /** A partition is followed from an offset on. */
        void begin(String model, int partition, long offset);

        /** The next offset of each partition that was followed so far. */
        Map<Integer, Long> positions(String model);

        void predictions(List<LiveRecord> batch);

        /** @param event JSON */
        void event(String model, String event);
    }

    private final Vertx vertx;
    private final Context context;
    private final Map<String, String> kafka;
    private final Map<String, String> modelOfTopic = new LinkedHashMap<>();
    private final Optional<String> events;
    private final Listener listener;
    private final LiveTraces traces;
    private final Set<TopicPartition> followed = new HashSet<>();
    private final Map<Integer, Long> eventPositions = new HashMap<>();
    private KafkaConsumer<byte[], String> consumer;
    private long timer;
    private boolean lookDue;
    private volatile boolean following; // asked by health checks
    private boolean closed;

    /**
     * @param kafka client properties, verbatim
     * @param events topic of what happens to models; it may be missing
     */
    LiveTail(
            Vertx vertx,
            Map<String, String> kafka,
            List<LiveModel> models,
            Optional<String> events,
            Listener listener,
            LiveTraces traces) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.kafka = kafka;
        this.events = events;
        this.listener = listener;
        this.traces = traces;
        models.forEach(model -> modelOfTopic.put(model.topic(), model.name()));
    }

    /** Begins to follow; returns at once, whether there is a broker or not. */
    void start() {
        KafkaConsumer<byte[], String> opened = TailConsumer.create(vertx, kafka);
        opened.exceptionHandler(failure -> context.runOnContext(v -> reopen(opened, failure))); // called elsewhere
        consumer = opened;
        lookDue = true;
        goOn(opened);
    }

    /** Whether every output topic exists and is followed: what is committed from now on will be seen. */
    boolean following() {
        return following;
    }

    Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        return consumer == null ? Future.succeededFuture() : consumer.close();
    }

    /** One round after the other: looks for partitions if it is time to, then takes what has come. */
    private void goOn(KafkaConsumer<byte[], String> current) {
        if (closed || current != consumer) {
            return;
        }
        Future<Void> looked = lookDue ? look(current) : Future.succeededFuture();
        looked.compose(v -> followed.isEmpty()
                        ? vertx.timer(LOOK_AGAIN_MILLIS / 4).mapEmpty()
                        : current.poll(POLL).onSuccess(this::take))
                .onSuccess(v -> goOn(current))
                .onFailure(failure -> reopen(current, failure));
    }

    private Future<Void> look(KafkaConsumer<byte[], String> current) {
        lookDue = false;
        timer = vertx.setTimer(LOOK_AGAIN_MILLIS, id -> lookDue = true);
        Set<String> topics = new HashSet<>(modelOfTopic.keySet());
        events.ifPresent(topics::add);
        List<Future<Set<TopicPartition>>> found =
                topics.stream().map(topic -> partitions(current, topic)).toList();
        return Future.all(found).compose(all -> {
            Set<TopicPartition> fresh = new HashSet<>();
            all.<Set<TopicPartition>>list().forEach(fresh::addAll);
            boolean complete = modelOfTopic.keySet().stream().allMatch(topic -> fresh.stream()
                    .anyMatch(partition -> partition.getTopic().equals(topic)));
            fresh.removeAll(followed);
            return assign(current, fresh).onSuccess(v -> following = complete);
        });
    }

    private static Future<Set<TopicPartition>> partitions(KafkaConsumer<byte[], String> current, String topic) {
        return current.partitionsFor(topic).map(found -> {
            Set<TopicPartition> partitions = new HashSet<>();
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.getPartition())));
            return partitions;
        });
    }

    private Future<Void> assign(KafkaConsumer<byte[], String> current, Set<TopicPartition> fresh) {
        if (fresh.isEmpty()) {
            return Future.succeededFuture();
        }
        followed.addAll(fresh); // those already assigned keep their position
        return current.assign(followed)
                .compose(v -> Future.all(current.beginningOffsets(fresh), current.endOffsets(fresh)))
                .compose(ends -> {
                    Map<TopicPartition, Long> begins = ends.resultAt(0);
                    Map<TopicPartition, Long> last = ends.resultAt(1);
                    List<Future<Void>> seeks = new ArrayList<>();
                    for (TopicPartition each : fresh) {
                        long offset = from(each, begins.get(each), last.get(each));
                        seeks.add(current.seek(each, offset));
                        begin(each, offset);
                    }
                    return Future.all(seeks).mapEmpty();
                });
    }

    /** Where it stood, if that is still there, or a little before the end. */
    private long from(TopicPartition partition, long begin, long end) {
        String model = modelOfTopic.get(partition.getTopic());
        Map<Integer, Long> known = model == null ? eventPositions : listener.positions(model);
        Long stood = known.get(partition.getPartition());
        return stood != null && begin <= stood && stood <= end ? stood : Math.max(begin, end - BEFORE);
    }

    private void begin(TopicPartition partition, long offset) {
        String model = modelOfTopic.get(partition.getTopic());
        if (model != null) {
            listener.begin(model, partition.getPartition(), offset);
        }
    }

    private void trace(String model, KafkaConsumerRecord<byte[], String> record) {
        for (KafkaHeader header : record.headers()) {
            if (header.key().equals("traceparent")) {
                traces.delivered(model, header.value().getBytes());
            }
        }
    }

    private void take(KafkaConsumerRecords<byte[], String> records) {
        List<LiveRecord> predictions = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            KafkaConsumerRecord<byte[], String> record = records.recordAt(i);
            String model = modelOfTopic.get(record.topic());
            if (!TopicHistory.isPrediction(record)) {
                continue;
            }
            if (model != null) {
                predictions.add(TopicHistory.live(model, record));
                trace(model, record);
            } else {
                eventPositions.put(record.partition(), record.offset() + 1);
                listener.event(new String(record.key(), StandardCharsets.UTF_8), record.value());
            }
        }
        if (!predictions.isEmpty()) {
            listener.predictions(predictions);
        }
    }

    private void reopen(KafkaConsumer<byte[], String> failed, Throwable failure) {
        if (closed || failed != consumer) {
            return;
        }
        LOG.warn("the live tail of {} failed and begins anew: {}", modelOfTopic.keySet(), failure.toString());
        vertx.cancelTimer(timer);
        consumer = null;
        following = false;
        followed.clear();
        failed.close().onComplete(done -> {
            if (!closed) {
                timer = vertx.setTimer(LOOK_AGAIN_MILLIS, id -> start());
            }
        });
    }
}
