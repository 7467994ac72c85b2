package io.millrace.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kafka.RecordTraces;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Spans of single records, as a collector gets them. */
class TracingIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PRODUCER = "00f067aa0ba902b7";
    private static final byte[] SAMPLED = ("00-" + TRACE + "-" + PRODUCER + "-01").getBytes(US_ASCII);

    private final List<SpanData> spans = new CopyOnWriteArrayList<>();
    private final SpanExporter memory = new SpanExporter() {
        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            spans.addAll(batch);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    };

    @Test
    void aSampledRecordsSpanEndsWithTheCommitAndThePredictionGoesOnFromIt() {
        try (Tracing tracing = new Tracing("pod-0", SimpleSpanProcessor.create(memory))) {
            RecordTraces loop = tracing.loop("ball");
            byte[] further = loop.predicted(SAMPLED, "ball.points", 3, 42);
            assertEquals(List.of(), spans); // nobody can read it yet
            loop.committed();
            SpanData span = spans.get(0);
            assertEquals("predict ball", span.getName());
            assertEquals(TRACE, span.getTraceId());
            assertEquals(PRODUCER, span.getParentSpanId());
            assertEquals("00-" + TRACE + "-" + span.getSpanId() + "-01", new String(further, US_ASCII));
            Map<String, String> attributes = new TreeMap<>();
            span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value.toString()));
            assertEquals(
                    Map.of(
                            "messaging.destination.name", "ball.points",
                            "messaging.destination.partition.id", "3",
                            "messaging.kafka.offset", "42",
                            "messaging.system", "kafka",
                            "millrace.model", "ball"),
                    attributes);
            loop.committed();
            assertEquals(1, spans.size());
        }
    }

    @Test
    void whoWatchesIsTheLastOfTheTrace() {
        try (Tracing tracing = new Tracing("pod-0", SimpleSpanProcessor.create(memory))) {
            RecordTraces loop = tracing.loop("ball");
            byte[] prediction = loop.predicted(SAMPLED, "ball.points", 3, 42);
            loop.committed();
            tracing.live().delivered("ball", prediction);
            tracing.live().delivered("ball", "nonsense".getBytes(US_ASCII));
            assertEquals(
                    List.of("predict ball", "live ball"),
                    spans.stream().map(SpanData::getName).toList());
            assertEquals(spans.get(0).getSpanId(), spans.get(1).getParentSpanId());
            assertEquals(TRACE, spans.get(1).getTraceId());
        }
    }

    @Test
    void whatIsRejectedOrGivenUpIsAnError() {
        try (Tracing tracing = new Tracing("pod-0", SimpleSpanProcessor.create(memory))) {
            RecordTraces loop = tracing.loop("ball");
            loop.rejected(SAMPLED, "ball.points", 0, 1, "NOT_JSON");
            loop.committed();
            loop.predicted(SAMPLED, "ball.points", 0, 2);
            loop.aborted();
            assertEquals(
                    List.of("NOT_JSON", "transaction given up"),
                    spans.stream()
                            .map(SpanData::getStatus)
                            .map(StatusData::getDescription)
                            .toList());
        }
    }

    @Test
    void withoutASampledParentThereIsNothing() {
        try (Tracing tracing = new Tracing("pod-0", SimpleSpanProcessor.create(memory))) {
            RecordTraces loop = tracing.loop("ball");
            for (String header : List.of("00-" + TRACE + "-" + PRODUCER + "-00", "nonsense", "")) {
                byte[] bytes = header.getBytes(US_ASCII);
                assertArrayEquals(bytes, loop.predicted(bytes, "ball.points", 0, 1));
            }
            loop.committed();
            assertEquals(List.of(), spans);
        }
    }

    @Test
    void aCollectorGetsThem() throws Exception {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        var collector =
                com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            try (InputStream body = exchange.getRequestBody()) {
                synchronized (got) {
                    body.transferTo(got);
                }
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Tracing tracing =
                Tracing.to("http://127.0.0.1:" + collector.getAddress().getPort() + "/", "pod-0")) {
            RecordTraces loop = tracing.loop("ball");
            loop.predicted(SAMPLED, "ball.points", 0, 1);
            loop.committed();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> got.size() > 0);
        String text = got.toString(StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("predict ball") && text.contains("pod-0"), text);
        collector.stop(0);
    }

    @Test
    void aCollectorThatIsAwayHoldsNothingUp() {
        long began = System.nanoTime();
        try (Tracing tracing = Tracing.to("http://127.0.0.1:1", "pod-0")) {
            RecordTraces loop = tracing.loop("ball");
            for (int i = 0; i < 10_000; i++) {
                loop.predicted(SAMPLED, "ball.points", 0, i);
            }
            loop.committed();
        }
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(20).toNanos());
    }
}
