package io.millrace.demo;

import io.millrace.codec.RejectedException;
import io.millrace.codec.ResultReader;
import io.millrace.stream.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed predictions of one topic as any consumer would, and keeps count: how many, how far off, how late. On a
 * thread of its own from construction to close.
 */
public final class DemoTally implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoTally.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MOST_MILLIS = 60_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final InstantSource clock;
    private final ResultReader json;
    private final Thread thread = new Thread(this::run, "demo-tally");
    private final int[] delays = new int[MOST_MILLIS + 1]; // by milliseconds, the last for all above
    private long predictions;
    private long compared;
    private double errors;
    private double baselineErrors;

    /**
     * What has come so far.
     *
     * @param meanError in the features' unit, or in nats; NaN without a comparison
     * @param p50Millis from a point's timestamp to the arrival of its committed prediction
     */
    public record Count(long predictions, double meanError, double meanBaselineError, int p50Millis, int p99Millis) {}

    /** @param client Kafka client properties, verbatim */
    public DemoTally(Map<String, String> client, String topic, ResultReader json, InstantSource clock) {
        this.json = json;
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.clock = clock;
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream().map(DemoTally::partition).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    private void run() {
        try {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    add(json.read(record.value()), clock.millis());
                }
            }
        } catch (WakeupException e) {
            LOG.debug("closed");
        } catch (RejectedException e) {
            LOG.error("a prediction cannot be read: {}", e.getMessage());
        } finally {
            consumer.close();
        }
    }

    private synchronized void add(Result prediction, long now) {
        predictions++;
        delays[(int) Math.max(0, Math.min(MOST_MILLIS, now - prediction.timestamp()))]++;
        if (prediction.hasError()) {
            compared++;
            errors += prediction.error();
            baselineErrors += prediction.baselineError();
        }
    }

    public synchronized Count count() {
        return new Count(predictions, errors / compared, baselineErrors / compared, percentile(0.50), percentile(0.99));
    }

    private int percentile(double share) {
        long wanted = (long) Math.ceil(share * predictions);
        long seen = 0;
        for (int millis = 0; millis < delays.length; millis++) {
            seen += delays[millis];
            if (seen >= wanted) {
                return millis;
            }
        }
        return MOST_MILLIS;
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
