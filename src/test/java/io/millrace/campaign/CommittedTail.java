package io.millrace.campaign;

import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.stream.Prediction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows a topic as a reader of committed records. Of each stream it keeps a digest of all values, in order, not the
 * values: a million predictions take no more memory than a thousand.
 */
final class CommittedTail implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final String bootstrapServers;
    private final List<TopicPartition> partitions;
    private final Map<String, MessageDigest> digests = new HashMap<>(); // of the thread, until it has ended
    private final Map<String, SortedMap<Long, Integer>> versions = new HashMap<>(); // the same
    private final PredictionJson json = new PredictionJson();
    private final Map<Integer, Long> newest = new ConcurrentHashMap<>(); // timestamp by partition, milliseconds
    private final Thread thread = new Thread(this::follow, "tail");
    private volatile long total;
    private volatile boolean closing;
    private volatile RuntimeException failure;

    CommittedTail(String bootstrapServers, List<TopicPartition> partitions) {
        this.bootstrapServers = bootstrapServers;
        this.partitions = partitions;
        thread.setDaemon(true);
        thread.start();
    }

    /** Records so far. */
    long total() {
        if (failure != null) {
            throw failure;
        }
        return total;
    }

    /** In how many partitions there is a record that was written then or later. */
    long partitionsSince(long milliseconds) {
        return newest.values().stream().filter(time -> time >= milliseconds).count();
    }

    /** By stream, after everything that is in the topic now; ends this tail. */
    Map<String, String> digests() throws InterruptedException {
        close();
        total(); // or the failure
        Map<String, String> hex = new TreeMap<>();
        digests.forEach((stream, digest) -> hex.put(stream, HexFormat.of().formatHex(digest.digest())));
        return hex;
    }

    /** By stream, from which of its points on which version of the model predicted; after {@link #digests}. */
    Map<String, SortedMap<Long, Integer>> versions() {
        return versions;
    }

    private void follow() {
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            while (!closing) {
                consumer.poll(PATIENCE).forEach(this::take);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                consumer.poll(PATIENCE).forEach(this::take);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        update(digests.computeIfAbsent(record.key(), any -> sha256()), record.value());
        takeVersion(record);
        newest.merge(record.partition(), record.timestamp(), Math::max);
        total++; // by this thread alone
    }

    static void update(MessageDigest digest, byte[] value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value.length));
        digest.update(value);
    }

    private void takeVersion(ConsumerRecord<String, byte[]> record) {
        try {
            Prediction prediction = json.read(record.value());
            int version = Integer.parseInt(prediction.model().version());
            SortedMap<Long, Integer> known = versions.computeIfAbsent(record.key(), any -> new TreeMap<>());
            if (known.isEmpty() || known.get(known.lastKey()) != version) {
                known.put(prediction.n(), version);
            }
        } catch (RejectedException e) {
            throw new IllegalStateException(record.key() + ": " + e.getMessage(), e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
    }
}
