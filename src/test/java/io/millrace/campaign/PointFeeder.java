package io.millrace.campaign;

import io.millrace.FreshModel;
import io.millrace.codec.PointJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends points, a round at a time: one of every stream, with a timestamp of its own. At most so many rounds as it has been
 * allowed, and no faster than its pace.
 */
final class PointFeeder implements AutoCloseable {
    static final List<String> FEATURES = FreshModel.FEATURES;

    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(100); // a round
    /**
     * Now, not long ago: a broker that comes back knows idempotent producers by their records' timestamps, has none that are
     * older than a day, and would take what was on its way when it was killed twice.
     */
    private static final long BEGIN = System.currentTimeMillis();

    private final Producer<String, byte[]> producer;
    private final String topic;
    private final int streams;
    private final PointJson json = new PointJson(FEATURES);
    private final Semaphore allowed = new Semaphore(0);
    private final Thread thread = new Thread(this::feed, "feeder");
    private volatile boolean closing;
    private volatile Exception failure;

    PointFeeder(String bootstrapServers, String topic, int streams) {
        this.topic = topic;
        this.streams = streams;
        String untilTheBrokerIsBack = "300000"; // milliseconds
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "enable.idempotence", "true",
                        "linger.ms", "5",
                        "max.block.ms", untilTheBrokerIsBack,
                        "delivery.timeout.ms", untilTheBrokerIsBack),
                new StringSerializer(),
                new ByteArraySerializer());
        thread.setDaemon(true);
        thread.start();
    }

    static double[] point(int stream, int round) {
        double t = 0.1 * round + stream;
        return new double[] {Math.sin(t), Math.cos(t), 0.01 * round};
    }

    static long timestamp(int round) {
        return BEGIN + 100L * round;
    }

    void allow(int rounds) {
        if (failure != null) {
            throw new IllegalStateException("a point did not arrive", failure);
        }
        allowed.release(rounds);
    }

    private void feed() {
        for (int round = 0; !closing; round++) {
            allowed.acquireUninterruptibly();
            for (int stream = 0; stream < streams && !closing; stream++) {
                byte[] point = json.write(point(stream, round));
                producer.send(
                        new ProducerRecord<>(topic, null, timestamp(round), "stream-" + stream, point),
                        (sent, error) -> {
                            if (error != null) {
                                failure = error;
                            }
                        });
            }
            LockSupport.parkNanos(PACE);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        allowed.release();
        thread.join();
        producer.close();
        allow(0); // or the failure
    }
}
