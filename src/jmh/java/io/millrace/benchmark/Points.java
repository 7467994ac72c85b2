package io.millrace.benchmark;

import io.millrace.codec.PointJson;
import io.millrace.kafka.Malformed;
import io.millrace.kafka.TopicCreation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Points of streams that walk about at random, the streams in random order; the same every time. */
final class Points {
    private final Random random = new Random(5);
    private final PointJson json;
    private final byte[][] keys;
    private final double[][] places; // of the streams, [streams, features]

    Points(PipelineModel model, int streams) {
        json = new PointJson(model.names());
        keys = new byte[streams][];
        places = new double[streams][model.features];
        for (int i = 0; i < streams; i++) {
            keys[i] = ("stream-" + i).getBytes(StandardCharsets.UTF_8);
        }
    }

    int streams() {
        return keys.length;
    }

    /** The next point, of any stream. */
    ProducerRecord<byte[], byte[]> next(String topic) {
        return next(topic, random.nextInt(keys.length));
    }

    /** The next point of a stream. */
    ProducerRecord<byte[], byte[]> next(String topic, int stream) {
        for (int i = 0; i < places[stream].length; i++) {
            places[stream][i] += 0.1 * random.nextGaussian();
        }
        return new ProducerRecord<>(topic, keys[stream], json.write(places[stream]));
    }

    /** Fills a new topic. */
    void fill(String bootstrapServers, String topic, long points) {
        fill(bootstrapServers, topic, points, false);
    }

    /** Fills a new topic with as many malformed records among the points. */
    void fillAndSpoil(String bootstrapServers, String topic, long points) {
        fill(bootstrapServers, topic, points, true);
    }

    private void fill(String bootstrapServers, String topic, long points, boolean spoilt) {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers);
        create(client, topic);
        Random faults = new Random(6);
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers, "5")) {
            for (long i = 0; i < points; i++) {
                producer.send(next(topic));
                if (spoilt) {
                    byte[] key = keys[faults.nextInt(keys.length)];
                    producer.send(Malformed.record(topic, (int) (i % Integer.MAX_VALUE), key, faults));
                }
            }
        }
    }

    static void create(Map<String, Object> client, String... topics) {
        List<NewTopic> all = new ArrayList<>();
        for (String topic : topics) {
            all.add(new NewTopic(topic, PipelineSeat.PARTITIONS, (short) 1));
        }
        try (Admin admin = Admin.create(client)) {
            TopicCreation.create(admin, all.toArray(NewTopic[]::new));
        }
    }

    /** @param linger milliseconds for which it gathers records */
    static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, String linger) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers,
                "linger.ms", linger,
                "batch.size", "65536");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
