package io.millrace.kafka;

import io.millrace.codec.ValueWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends points or tokens into an input topic as anyone may: key = stream id, value = a JSON object of the features, or the
 * token as JSON text. One thread.
 */
public final class PointSender implements AutoCloseable {
    private final Producer<String, byte[]> producer;
    private final String topic;
    private final ValueWriter json;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long sent;

    /** @param producer closed with this sender */
    public PointSender(Producer<String, byte[]> producer, String topic, ValueWriter json) {
        this.producer = producer;
        this.topic = topic;
        this.json = json;
    }

    /** @param client Kafka client properties, verbatim */
    public static PointSender to(Map<String, String> client, String topic, ValueWriter json) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 1); // latency before throughput
        // The leader of a topic just made may refuse the first batch and take the second; the first would then never
        // fit.
        properties.putIfAbsent(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        Producer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        return new PointSender(producer, topic, json);
    }

    /** Points sent so far. */
    public long sent() {
        return sent;
    }

    /** Errors: one that befell an earlier record is thrown at the next call, or at the close. */
    public void send(String stream, double[] point) {
        sendValue(stream, json.write(point));
    }

    /** A value as it is, such as a token's. */
    public void sendValue(String stream, byte[] value) {
        send(stream, value);
        sent++;
    }

    /** The stream's sequence is over. */
    public void end(String stream) {
        send(stream, (byte[]) null);
    }

    private void send(String stream, byte[] value) {
        requireNoFailure();
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, stream, value), (arrived, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    private void requireNoFailure() {
        Exception error = failure.get();
        if (error != null) {
            throw new KafkaException(topic + ": a point did not arrive (" + error.getMessage() + ")", error);
        }
    }

    /** Waits until everything has arrived. */
    @Override
    public void close() {
        producer.close();
        requireNoFailure();
    }
}
