package io.millrace.tail;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what is committed to some topics: all partitions, whoever writes them. Topics and partitions that appear later are
 * found; after a failure a new consumer begins with all of them again. Runs on the context that creates it.
 */
public final class TopicFollower {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 8_000; // after one failure upon another
    private static final Duration POLL = Duration.ofMillis(100);

    /** Takes what was committed. */
    public interface Listener {
        /** A partition is followed from now on; returns the offset to begin at, none before the first or after the end. */
        long begin(TopicPartition partition, long first, long end);

        /** In the order of each partition. */
        void take(List<KafkaConsumerRecord<byte[], byte[]>> records);

        /** Nothing is followed until the next begin. */
        default void failed() {}
    }

    private final Vertx vertx;
    private final Context context;
    private final Map<String, String> kafka;
    private final Set<String> topics;
    private final Optional<String> another;
    private final Listener listener;
    private final Set<TopicPartition> followed = new HashSet<>();
    private KafkaConsumer<byte[], byte[]> consumer;
    private long timer;
    private long pause = LOOK_AGAIN_MILLIS;
    private boolean lookDue;
    private volatile boolean following; // asked by health checks
    private boolean closed;

    /**
     * @param kafka client properties, verbatim
     * @param another topic, that may be missing
     */
    public TopicFollower(
            Vertx vertx, Map<String, String> kafka, Set<String> topics, Optional<String> another, Listener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.kafka = Map.copyOf(kafka);
        this.topics = new TreeSet<>(topics); // is printed
        this.another = another;
        this.listener = listener;
    }

    /** Begins to follow; returns at once, whether there is a broker or not. */
    public void start() {
        KafkaConsumer<byte[], byte[]> opened = TailConsumer.create(vertx, kafka);
        opened.exceptionHandler(failure -> context.runOnContext(v -> reopen(opened, failure))); // called elsewhere
        consumer = opened;
        lookDue = true;
        goOn(opened);
    }

    /** Whether every topic exists and is followed: what is committed from now on will be seen. */
    public boolean following() {
        return following;
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        return consumer == null ? Future.succeededFuture() : consumer.close();
    }

    /** One round after the other: looks for partitions if it is time to, then takes what has come. */
    private void goOn(KafkaConsumer<byte[], byte[]> current) {
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

    private void take(KafkaConsumerRecords<byte[], byte[]> polled) {
        pause = LOOK_AGAIN_MILLIS;
        List<KafkaConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.size());
        for (int i = 0; i < polled.size(); i++) {
            records.add(polled.recordAt(i));
        }
        listener.take(records);
    }

    private Future<Void> look(KafkaConsumer<byte[], byte[]> current) {
        lookDue = false;
        timer = vertx.setTimer(LOOK_AGAIN_MILLIS, id -> lookDue = true);
        Set<String> wanted = new HashSet<>(topics);
        another.ifPresent(wanted::add);
        List<Future<Set<TopicPartition>>> found =
                wanted.stream().map(topic -> partitions(current, topic)).toList();
        return Future.all(found).compose(all -> {
            Set<TopicPartition> fresh = new HashSet<>();
            all.<Set<TopicPartition>>list().forEach(fresh::addAll);
            boolean complete = topics.stream().allMatch(topic -> fresh.stream()
                    .anyMatch(partition -> partition.getTopic().equals(topic)));
            fresh.removeAll(followed);
            return assign(current, fresh).onSuccess(v -> following = complete);
        });
    }

    private static Future<Set<TopicPartition>> partitions(KafkaConsumer<byte[], byte[]> current, String topic) {
        return current.partitionsFor(topic).map(found -> {
            Set<TopicPartition> partitions = new HashSet<>();
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.getPartition())));
            return partitions;
        });
    }

    private Future<Void> assign(KafkaConsumer<byte[], byte[]> current, Set<TopicPartition> fresh) {
        if (fresh.isEmpty()) {
            return Future.succeededFuture();
        }
        followed.addAll(fresh); // those already assigned keep their position
        return current.assign(followed)
                .compose(v -> Future.all(current.beginningOffsets(fresh), current.endOffsets(fresh)))
                .compose(found -> {
                    Map<TopicPartition, Long> firsts = found.resultAt(0);
                    Map<TopicPartition, Long> ends = found.resultAt(1);
                    return Future.all(fresh.stream()
                                    .map(each ->
                                            current.seek(each, listener.begin(each, firsts.get(each), ends.get(each))))
                                    .toList())
                            .mapEmpty();
                });
    }

    private void reopen(KafkaConsumer<byte[], byte[]> failed, Throwable failure) {
        if (closed || failed != consumer) {
            return;
        }
        LOG.warn("the tail of {} failed and begins anew: {}", topics, failure.toString());
        vertx.cancelTimer(timer);
        consumer = null;
        following = false;
        followed.clear();
        listener.failed();
        failed.close().onComplete(done -> {
            if (!closed) {
                timer = vertx.setTimer(pause, id -> start());
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        });
    }
}
