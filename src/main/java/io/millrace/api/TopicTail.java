package io.millrace.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is committed to some topics from now on, whichever instance writes it. After a failure it begins at the end again: what
 * came meanwhile is lost to those who waited for it, and nobody else. Runs on the context that creates it.
 */
final class TopicTail {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final Duration POLL = Duration.ofMillis(100); // other calls wait behind a poll

    private final Vertx vertx;
    private final Context context;
    private final Map<String, String> kafka;
    private final Set<String> topics;
    private final Consumer<KafkaConsumerRecord<byte[], byte[]>> sink;
    private final Runnable lost;
    private final Set<TopicPartition> followed = new HashSet<>();
    private KafkaConsumer<byte[], byte[]> consumer;
    private boolean following;

    /**
     * @param kafka client properties, verbatim; those that would make it a member of a group are left out
     * @param lost is told when records may have been missed
     */
    TopicTail(
            Vertx vertx,
            Map<String, String> kafka,
            Set<String> topics,
            Consumer<KafkaConsumerRecord<byte[], byte[]>> sink,
            Runnable lost) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.topics = topics;
        this.sink = sink;
        this.lost = lost;
        this.kafka = new HashMap<>(kafka);
        this.kafka.keySet().removeIf(key -> key.startsWith("group."));
        this.kafka.put("isolation.level", "read_committed");
        this.kafka.put("enable.auto.commit", "false");
        this.kafka.put("auto.offset.reset", "latest");
        this.kafka.put("allow.auto.create.topics", "false");
        this.kafka.put("key.deserializer", ByteArrayDeserializer.class.getName());
        this.kafka.put("value.deserializer", ByteArrayDeserializer.class.getName());
        this.kafka.putIfAbsent("default.api.timeout.ms", "10000");
    }

    /** Returns at once, whether there is a broker or not. */
    void start() {
        KafkaConsumer<byte[], byte[]> opened = KafkaConsumer.create(vertx, kafka);
        opened.pollTimeout(POLL).handler(sink::accept);
        opened.exceptionHandler(failure -> context.runOnContext(v -> reopen(opened, failure)));
        consumer = opened;
        follow(opened);
    }

    /** Whether what is committed from now on will be seen. */
    boolean following() {
        return following;
    }

    private void follow(KafkaConsumer<byte[], byte[]> current) {
        Future.all(topics.stream().map(topic -> partitions(current, topic)).toList())
                .compose(all -> assign(current, all.list()))
                .onSuccess(all -> {
                    if (current == consumer) {
                        following = all;
                        vertx.setTimer(LOOK_AGAIN_MILLIS, id -> again(current));
                    }
                })
                .onFailure(failure -> reopen(current, failure));
    }

    /** Partitions that were added are found, too. */
    private void again(KafkaConsumer<byte[], byte[]> current) {
        if (current == consumer) {
            follow(current);
        }
    }

    private static Future<Set<TopicPartition>> partitions(KafkaConsumer<byte[], byte[]> current, String topic) {
        return current.partitionsFor(topic).map(found -> {
            Set<TopicPartition> partitions = new HashSet<>();
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.getPartition())));
            return partitions;
        });
    }

    private Future<Boolean> assign(
            KafkaConsumer<byte[], byte[]> current, List<Set<TopicPartition>> partitionsOfTopics) {
        boolean all = partitionsOfTopics.stream().noneMatch(Set::isEmpty);
        Set<TopicPartition> fresh = new HashSet<>();
        partitionsOfTopics.forEach(fresh::addAll);
        fresh.removeAll(followed);
        if (fresh.isEmpty()) {
            return Future.succeededFuture(all);
        }
        followed.addAll(fresh);
        return current.assign(followed)
                .compose(v -> Future.all(fresh.stream().map(current::position).toList()))
                .map(v -> all);
    }

    private void reopen(KafkaConsumer<byte[], byte[]> failed, Throwable failure) {
        if (failed != consumer) {
            return;
        }
        LOG.warn("the tail of {} failed and begins anew: {}", topics, failure.toString());
        consumer = null;
        following = false;
        followed.clear();
        lost.run();
        failed.close().onComplete(done -> vertx.setTimer(LOOK_AGAIN_MILLIS, id -> start()));
    }

    Future<Void> close() {
        KafkaConsumer<byte[], byte[]> open = consumer;
        consumer = null;
        return open == null ? Future.succeededFuture() : open.close();
    }
}
