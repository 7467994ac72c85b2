package io.millrace.demo;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a {@link FlightPlayer} plays into a topic: key = stream id, value = a JSON object of the features, and a null
 * value where a flight ends. The producer and the scheduler stay their owner's.
 */
public final class DemoProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoProducer.class);
    private static final long TICK_MILLIS = 2; // the finest pace: a hundred points a second are 10 ms apart

    private final FlightPlayer player;
    private final LongSupplier nanoTime;
    private final Future<?> ticking;

    /**
     * @param flights makes the player for the sink that it is handed
     * @param nanoTime such as {@code System::nanoTime}
     */
    public DemoProducer(
            Producer<String, String> producer,
            String topic,
            List<String> features,
            Function<PointSink, FlightPlayer> flights,
            ScheduledExecutorService scheduler,
            LongSupplier nanoTime) {
        this.player = flights.apply(new TopicSink(producer, topic, List.copyOf(features)));
        this.nanoTime = nanoTime;
        this.ticking = scheduler.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Stops sending and ends the streams in the air. */
    @Override
    public void close() {
        ticking.cancel(false);
        synchronized (player) {
            player.end();
        }
    }

    private void tick() {
        try {
            synchronized (player) {
                player.advance(nanoTime.getAsLong());
            }
        } catch (RuntimeException e) {
            LOG.warn("a point could not be sent", e); // thrown further, it would end the schedule
        }
    }

    private record TopicSink(Producer<String, String> producer, String topic, List<String> features)
            implements PointSink {
        @Override
        public void point(String stream, double[] point) {
            send(stream, json(point));
        }

        @Override
        public void end(String stream) {
            send(stream, null);
        }

        private String json(double[] point) {
            StringBuilder json = new StringBuilder(64).append('{');
            for (int i = 0; i < point.length; i++) {
                json.append(i == 0 ? "\"" : ",\"")
                        .append(features.get(i))
                        .append("\":")
                        .append(point[i]);
            }
            return json.append('}').toString();
        }

        private void send(String stream, String value) {
            Future<RecordMetadata> unused =
                    producer.send(new ProducerRecord<>(topic, stream, value), TopicSink::report);
        }

        private static void report(RecordMetadata sent, Exception failure) {
            if (failure != null) {
                LOG.warn("a point did not arrive: {}", failure.toString());
            }
        }
    }
}
