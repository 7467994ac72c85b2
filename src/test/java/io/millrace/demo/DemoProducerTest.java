package io.millrace.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.codec.PointJson;
import io.millrace.kafka.PointSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class DemoProducerTest {
    @Test
    void pointsAreJsonUnderTheirStreamAndTheEndIsNull() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        AtomicLong clock = new AtomicLong();
        try (MockProducer<String, byte[]> kafka =
                        new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
                PointSender sender = new PointSender(kafka, "ball.points", new PointJson(List.of("x", "y", "z")))) {
            List<double[][]> flights = List.<double[][]>of(new double[][] {{1, -0.25, 1e-7}, {4, 5, 6}});
            try (DemoProducer demo = new DemoProducer(
                    sender,
                    sink -> new FlightPlayer(
                            "b-", FlightPlayer.loop(flights), 1, Duration.ofMillis(10), Duration.ZERO, sink),
                    scheduler,
                    clock::get)) {
                assertNotNull(demo);
                await().until(() -> kafka.history().size() == 1);
                clock.set(Duration.ofMillis(10).toNanos());
                await().until(() -> kafka.history().size() == 2);
            }
            ProducerRecord<String, byte[]> first = kafka.history().get(0);
            assertEquals("ball.points", first.topic());
            assertEquals("b-1", first.key());
            assertEquals("{\"x\":1.0,\"y\":-0.25,\"z\":1.0E-7}", new String(first.value(), StandardCharsets.UTF_8));
            assertEquals("b-1", kafka.history().get(2).key());
            assertNull(kafka.history().get(2).value());
            assertEquals(3, kafka.history().size());
        } finally {
            scheduler.shutdownNow();
        }
    }
}
