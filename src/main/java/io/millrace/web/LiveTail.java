package io.millrace.web;

import io.millrace.codec.StreamName;
import io.millrace.stream.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the output topics from their end: committed records only, without a group and without commits, so that any number of
 * pages may watch and none leaves a trace in the cluster. Topics and partitions that appear later are found; after a failure a
 * new consumer begins at the end again. Runs on the
 * context that creates it.
 */
public final class LiveTail {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTail.class);
    private static final long LOOK_AGAIN_MILLIS = 2_000;
    private static final Duration POLL = Duration.ofMillis(100); // other calls wait behind a poll

    /** Takes a committed prediction. */
    public interface Listener {
        void prediction(String model, String stream, String outputRecord);
    }

    private final Vertx vertx;
    private final Context context;
    private final Map<String, String> kafka;
    private final Map<String, String> modelOfTopic = new LinkedHashMap<>();
    private final Listener listener;
    private final Set<TopicPartition> followed = new HashSet<>();
    private KafkaConsumer<byte[], String> consumer;
    private long timer;
    private volatile boolean following; // asked by health checks
    private boolean closed;

    /** @param kafka client properties, verbatim; those that would make it a member of a group are left out */
    public LiveTail(Vertx vertx, Map<String, String> kafka, List<LiveModel> models, Listener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.kafka = tailing(kafka);
        this.listener = listener;
        models.forEach(model -> modelOfTopic.put(model.topic(), model.name()));
    }

    private static Map<String, String> tailing(Map<String, String> kafka) {
        Map<String, String> properties = new HashMap<>(kafka);
        properties.keySet().removeIf(key -> key.startsWith("group."));
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put(
                "auto.offset.reset", "latest"); // no group, no committed offset: each partition begins at its end
        properties.put("allow.auto.create.topics", "false");
        properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("value.deserializer", StringDeserializer.class.getName());
        properties.putIfAbsent("default.api.timeout.ms", "10000");
        return Map.copyOf(properties);
    }

    /** Begins to follow; returns at once, whether there is a broker or not. */
    public void start() {
        KafkaConsumer<byte[], String> opened = KafkaConsumer.create(vertx, kafka);
        opened.pollTimeout(POLL).handler(this::take);
        opened.exceptionHandler(failure -> context.runOnContext(v -> reopen(opened, failure))); // called elsewhere
        consumer = opened;
        follow(opened);
    }

    /** Whether every output topic exists and is followed: what is committed from now on will be seen. */
    public boolean following() {
        return following;
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        return consumer == null ? Future.succeededFuture() : consumer.close();
    }

    private void follow(KafkaConsumer<byte[], String> current) {
        Future.all(modelOfTopic.keySet().stream()
                        .map(topic -> partitions(current, topic))
                        .toList())
                .compose(all -> assign(current, all.list()))
                .onSuccess(all -> {
                    if (!closed && current == consumer) { // a failure is the exception handler's
                        following = all;
                        timer = vertx.setTimer(LOOK_AGAIN_MILLIS, id -> follow(current));
                    }
                });
    }

    private static Future<Set<TopicPartition>> partitions(KafkaConsumer<byte[], String> current, String topic) {
        return current.partitionsFor(topic).map(found -> {
            Set<TopicPartition> partitions = new HashSet<>();
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.getPartition())));
            return partitions;
        });
    }

    private Future<Boolean> assign(
            KafkaConsumer<byte[], String> current, List<Set<TopicPartition>> partitionsOfTopics) {
        boolean all = partitionsOfTopics.stream().noneMatch(Set::isEmpty);
        Set<TopicPartition> fresh = new HashSet<>();
        partitionsOfTopics.forEach(fresh::addAll);
        fresh.removeAll(followed);
        if (fresh.isEmpty()) {
            return Future.succeededFuture(all);
        }
        followed.addAll(fresh); // those already assigned keep their position
        return current.assign(followed)
                .compose(v -> Future.all(fresh.stream().map(current::position).toList()))
                .map(v -> all);
    }

    private void take(KafkaConsumerRecord<byte[], String> prediction) {
        if (prediction.value() != null && prediction.key() != null) {
            String stream = StreamName.of(StreamKey.of(prediction.key()));
            listener.prediction(modelOfTopic.get(prediction.topic()), stream, prediction.value());
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
