package io.millrace.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.millrace.MillraceProcess;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record of a sampled trace through a whole service: its prediction and its way to a WebSocket are spans of that trace. */
@Timeout(300)
class TracedServiceIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final StringBuffer watched = new StringBuffer();

    @Test
    void fromTheProducerThroughThePredictionToWhoeverWatches() throws Exception {
        HttpServer collector = collector();
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                MillraceProcess service = MillraceProcess.start(
                        folder.resolve("log"),
                        "serve",
                        "--config",
                        config(broker, collector).toString())) {
            String port = service.awaitLine(line -> line.startsWith("serving on"))
                    .replaceAll(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1");
            service.awaitLine(line -> line.contains("restored"));
            WebSocket socket = watch(URI.create("ws://127.0.0.1:" + port + "/live"));
            send(broker, "00-" + TRACE + "-00f067aa0ba902b7-01");
            send(broker, "00-" + OTHER + "-00f067aa0ba902b7-00"); // its producer does not sample it
            await().atMost(PATIENCE).until(() -> watched.toString().contains("\"n\":2"));
            await().atMost(PATIENCE).until(() -> text().contains("live ball"));
            assertEquals(143, service.stop());
            socket.abort();
            assertTrue(text().contains("predict ball"), "the step's span");
            assertEquals(2, count(TRACE), "spans of the trace");
            assertEquals(0, count(OTHER));
        } finally {
            collector.stop(0);
        }
    }

    private HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            byte[] spans = exchange.getRequestBody().readAllBytes();
            synchronized (collected) {
                collected.write(spans);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private String text() {
        synchronized (collected) {
            return collected.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Spans hold their trace's id as sixteen bytes. */
    private int count(String trace) {
        String bytes = new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
        return text().split(Pattern.quote(bytes), -1).length - 1;
    }

    private WebSocket watch(URI uri) {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        watched.append(data);
                        from.request(1);
                        return null;
                    }
                })
                .join();
        socket.sendText("{\"type\":\"subscribe\",\"model\":\"ball\"}", true).join();
        return socket;
    }

    private Path config(EmbeddedBroker broker, HttpServer collector) throws IOException {
        Path file = folder.resolve("ball.h5");
        StreamModel model = StreamModels.lstm(8, "1");
        KerasModelFile.write(new KerasModel(model.network(), "1").withEncoding(model.encoding()), file);
        return Files.writeString(folder.resolve("millrace.yaml"), """
                kafka: { bootstrap.servers: "%s", topics: { partitions: 1 } }
                http: { port: 0, managementPort: 0 }
                tracing: { endpoint: "http://127.0.0.1:%d" }
                models:
                  ball:
                    input: { topic: points, features: [x, "y"] }
                    output: { topic: predictions }
                    file: "%s"
                """.formatted(
                        broker.bootstrapServers(), collector.getAddress().getPort(), file));
    }

    private static void send(EmbeddedBroker broker, String traceparent) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>("points", "a".getBytes(UTF_8), "[0.5,0.25]".getBytes(UTF_8));
            record.headers().add("traceparent", traceparent.getBytes(US_ASCII));
            producer.send(record);
        }
    }
}
