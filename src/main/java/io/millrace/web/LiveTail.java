package io.millrace.web;

import io.millrace.tail.TopicFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.producer.KafkaHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the output topics from a little before their end: all partitions, whoever predicts them, so that every process can
 * show every stream. After a failure it goes on where it stood. Runs on the context that creates it.
 */
final class LiveTail implements TopicFollower.Listener {
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

    private final Map<String, String> modelOfTopic = new LinkedHashMap<>();
    private final Listener listener;
    private final LiveTraces traces;
    private final Map<Integer, Long> eventPositions = new HashMap<>();
    private final TopicFollower follower;

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
        this.listener = listener;
        this.traces = traces;
        models.forEach(model -> modelOfTopic.put(model.topic(), model.name()));
        follower = new TopicFollower(vertx, kafka, modelOfTopic.keySet(), events, this);
    }

    /** Begins to follow; returns at once, whether there is a broker or not. */
    void start() {
        follower.start();
    }

    /** Whether every output topic exists and is followed: what is committed from now on will be seen. */
    boolean following() {
        return follower.following();
    }

    Future<Void> close() {
        return follower.close();
    }

    /** Where it stood, if that is still there, or a little before the end. */
    @Override
    public long begin(TopicPartition partition, long first, long end) {
        String model = modelOfTopic.get(partition.getTopic());
        Map<Integer, Long> known = model == null ? eventPositions : listener.positions(model);
        Long stood = known.get(partition.getPartition());
        long offset = stood != null && first <= stood && stood <= end ? stood : Math.max(first, end - BEFORE);
        if (model != null) {
            listener.begin(model, partition.getPartition(), offset);
        }
        return offset;
    }

    @Override
    public void take(List<KafkaConsumerRecord<byte[], byte[]>> records) {
        List<LiveRecord> predictions = new ArrayList<>(records.size());
        for (KafkaConsumerRecord<byte[], byte[]> record : records) {
            String model = modelOfTopic.get(record.topic());
            if (!TopicHistory.isPrediction(record)) {
                continue;
            }
            if (model != null) {
                predictions.add(TopicHistory.live(model, record));
                trace(model, record);
            } else {
                eventPositions.put(record.partition(), record.offset() + 1);
                listener.event(text(record.key()), text(record.value()));
            }
        }
        if (!predictions.isEmpty()) {
            listener.predictions(predictions);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void trace(String model, KafkaConsumerRecord<byte[], byte[]> record) {
        for (KafkaHeader header : record.headers()) {
            if (header.key().equals("traceparent")) {
                traces.delivered(model, header.value().getBytes());
            }
        }
    }
}
