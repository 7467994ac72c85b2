package io.millrace.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies records in transactions, as bytes, with Kafka's clients and nothing else: what exactly once costs by itself. */
final class BytesPipeline implements Pipeline {
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private final PipelineSeat seat;
    private final Thread thread = new Thread(this::copy, "loop");
    private volatile boolean closed;
    private final AtomicLong events = new AtomicLong();

    BytesPipeline(PipelineSeat seat) {
        this.seat = seat;
        thread.start();
    }

    private void copy() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(seat.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(seat.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(seat.input()));
            while (!closed) {
                events.addAndGet(transaction(consumer, producer));
            }
        }
    }

    private long transaction(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        long count = 0;
        long end = System.nanoTime() + seat.commit().toNanos();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
                if (count++ == 0) {
                    producer.beginTransaction();
                }
                producer.send(new ProducerRecord<>(seat.output(), record.partition(), record.key(), record.value()));
                offsets.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
        }
        if (count > 0) {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
        }
        return count;
    }

    @Override
    public long events() {
        return events.get();
    }

    @Override
    public Thread worker() {
        return thread;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
