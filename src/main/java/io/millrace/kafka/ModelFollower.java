package io.millrace.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one model on the models topic, from its beginning, on a thread of its own. What is wrong with a model, or with the
 * broker, is said and does no harm: whoever serves goes on with what it has.
 */
public final class ModelFollower implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ModelFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Takes models as they become the newest. On the follower's thread. */
    public interface Sink {
        /** Errors: a RuntimeException refuses the model; its message is logged. */
        void published(PublishedModel model);

        /** A model was refused. */
        default void refused(String why) {}
    }

    private final LoopSettings settings;
    private final String topic;
    private final String name;
    private final Sink sink;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile ModelShelf shelf;

    /** @param settings of the model's loops: where the broker is, and how topics are made */
    public ModelFollower(LoopSettings settings, String topic, String name, Sink sink) {
        this.settings = settings;
        this.topic = topic;
        this.name = name;
        this.sink = sink;
        shelf = new ModelShelf(name);
        thread = new Thread(this, "models-" + name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Completes when all that was there at the start has been read. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp.copy();
    }

    /** A version that is still on the topic. */
    public Optional<PublishedModel> version(long generation) {
        ModelShelf read = shelf;
        synchronized (read) {
            return read.version(generation);
        }
    }

    /** Versions that are still on the topic. */
    public List<Long> kept() {
        ModelShelf read = shelf;
        synchronized (read) {
            return read.kept();
        }
    }

    /** Keys of canaries, which the next version for all ends. */
    List<String> canaries() {
        ModelShelf read = shelf;
        synchronized (read) {
            return read.canaries();
        }
    }

    /** Keys of all versions but the newest so many. */
    List<String> beyond(int keep) {
        ModelShelf read = shelf;
        synchronized (read) {
            return read.beyond(keep);
        }
    }

    @Override
    public void run() {
        BackOff backOff = new BackOff();
        while (stopped.getCount() > 0) {
            try {
                follow(backOff);
            } catch (RuntimeException e) {
                Duration pause = backOff.next();
                log.warn("{}: cannot be followed: {}; serving goes on; again in {}", topic, e.getMessage(), pause);
                log.debug("{}", topic, e);
                pause(pause);
            }
        }
    }

    private void follow(BackOff backOff) {
        ClientProperties properties = new ClientProperties(settings);
        try (Admin admin = Admin.create(properties.admin())) {
            ModelTopics.prepare(admin, topic, settings.replication());
        }
        shelf = new ModelShelf(name);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<byte[], byte[]> consumer = new KafkaLoopClients(settings).reader(IsolationLevel.READ_COMMITTED)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (stopped.getCount() > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record);
                }
                backOff.reset();
                if (!caughtUp.isDone() && consumer.position(partition) >= end) {
                    caughtUp.complete(null);
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            Optional<PublishedModel> newest;
            synchronized (shelf) {
                newest = shelf.take(record);
            }
            newest.ifPresent(sink::published);
        } catch (ModelShelf.BadModelException | RuntimeException e) {
            log.warn("{}: a model of {} is refused, the champion goes on: {}", topic, name, e.getMessage());
            sink.refused(String.valueOf(e.getMessage()));
        }
    }

    private void pause(Duration pause) {
        try {
            stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(Duration.ofSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
