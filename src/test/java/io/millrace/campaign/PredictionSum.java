package io.millrace.campaign;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Count and sum of all committed predictions, whatever their order: of streams too many to be looked at one by one. */
final class PredictionSum implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private long count;
    private long sum;

    PredictionSum(Mill mill, int partitions, String group) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", mill.bootstrapServers(),
                        "isolation.level", "read_committed",
                        "max.poll.records", "10000",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Mill.output(group), partition))
                .toList();
        consumer.assign(all);
    }

    /** Reads on until there are so many. */
    void await(long wanted, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        readWhile(read -> read < wanted && System.nanoTime() < deadline);
        if (count < wanted) {
            throw new AssertionError("expected " + wanted + " predictions within " + longest + ", found " + count);
        }
    }

    private void readWhile(LongPredicate wanted) {
        while (wanted.test(count)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                count++;
                sum += 31L * Arrays.hashCode(record.key()) + Arrays.hashCode(record.value());
            }
        }
    }

    long count() {
        return count;
    }

    long sum() {
        return sum;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
