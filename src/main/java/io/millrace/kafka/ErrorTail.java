package io.millrace.kafka;

import io.millrace.codec.RejectedException;
import io.millrace.codec.ResultReader;
import io.millrace.stream.Result;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The errors of committed predictions, of all instances, from now on. */
public final class ErrorTail implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final ResultReader json;

    /** @param settings that name the broker and the output */
    public ErrorTail(LoopSettings settings, ResultReader json) {
        this.json = json;
        consumer = new KafkaLoopClients(settings).reader(IsolationLevel.READ_COMMITTED);
        String topic = settings.topics().output();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
    }

    /** Hands over the errors that have come since the last call. */
    public void drain(DoubleConsumer errors) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
            try {
                Result result = json.read(record.value());
                if (result.hasError()) {
                    errors.accept(result.error());
                }
            } catch (RejectedException e) {
                continue; // not one of ours
            }
        }
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
