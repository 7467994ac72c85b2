package io.millrace;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.CommandLineInterface;
import io.millrace.codec.PointJson;
import io.millrace.codec.StateFormat;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.stream.StreamSnapshot;
import io.millrace.training.InitialWeights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of a running service, most of them on disk: looked at, reset, and read from the changelog by the command line. */
class StatesInTheOpenIT {
    private static final List<String> FEATURES = List.of("x", "y");
    private static final int STREAMS = 6;
    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    @Test
    void aStreamIsShownAndResetWhileTheServiceRuns() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Path config = config(broker.bootstrapServers());
            try (MillraceProcess service =
                            MillraceProcess.start(folder.resolve("log"), "serve", "--config", config.toString());
                    PointSender sender = PointSender.to(
                            Map.of("bootstrap.servers", broker.bootstrapServers()),
                            "points",
                            new PointJson(FEATURES))) {
                Matcher port = Pattern.compile("metrics on port (\\d+)")
                        .matcher(service.awaitLine(line -> line.contains("metrics on port")));
                assertTrue(port.find());
                service.awaitLine(line -> line.contains("restored"));
                for (int i = 0; i < STREAMS * ROUNDS; i++) {
                    sender.send("stream-" + i % STREAMS, new double[] {i, 0.5 * i});
                }
                await(broker, "predictions", STREAMS * ROUNDS);
                show(port.group(1), config, broker);
                refuse(config, "--fork", "twig", "branch");
                assertEquals(143, service.stop());
                assertChangedAtRest(config);
            }
        }
    }

    private void show(String port, Path config, EmbeddedBroker broker) throws Exception {
        String stream = "http://127.0.0.1:" + port + "/streams/ball/stream-3";
        HttpResponse<String> shown = request("GET", stream);
        assertEquals(200, shown.statusCode());
        assertTrue(shown.body().contains("\"stream\":\"stream-3\",\"version\":\"1\""), shown.body());
        assertTrue(shown.body().contains("\"n\":" + ROUNDS + ","), shown.body());
        assertEquals(shown.body(), state(config, "stream-3").strip(), "the changelog says the same");
        assertEquals(STREAMS, state(config).lines().count());

        assertForked(stream, config);
        assertEquals(200, request("DELETE", stream).statusCode());
        assertEquals(404, request("GET", stream).statusCode());
        assertEquals(404, request("GET", stream.replace("ball", "none")).statusCode());
        assertEquals(STREAMS, state(config).lines().count(), "one less, and its fork");
        byte[] told = await(broker, "gone", 1).byKey().get("stream-3").get(0);
        assertTrue(new String(told, StandardCharsets.UTF_8).contains("\"reason\":\"reset\",\"n\":" + ROUNDS));
    }

    /** Exported, imported and forked states are what they were, in the service and in the changelog. */
    private void assertForked(String stream, Path config) throws Exception {
        HttpResponse<String> shown = request("GET", stream);
        HttpResponse<byte[]> exported = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stream + "/state")).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, exported.statusCode());

        HttpResponse<String> forked = request("POST", stream + "/fork?to=branch");
        assertEquals(200, forked.statusCode(), forked.body());
        assertEquals(numbers(shown.body()), numbers(forked.body()));
        assertEquals(numbers(shown.body()), numbers(state(config, "branch")));

        String branch = stream.replace("stream-3", "branch");
        assertEquals(200, put(branch + "/state", exported.body()).statusCode());
        assertEquals(numbers(shown.body()), numbers(request("GET", branch).body()));

        assertEquals(
                404,
                put(stream.replace("stream-3", "new") + "/state", exported.body())
                        .statusCode());
        assertEquals(400, put(stream + "/state", new byte[] {3, 1, 2}).statusCode());
        HttpResponse<String> refused = put(stream + "/state", otherModels(exported.body()));
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().startsWith("{\"error\":\"state: expected one of model version 1"), refused.body());
        assertEquals(400, request("POST", stream + "/fork").statusCode());
        assertEquals(
                404,
                request("POST", stream.replace("stream-3", "none") + "/fork?to=x")
                        .statusCode());
        assertEquals(STREAMS + 1, state(config).lines().count());
    }

    /** While no service runs, the command line may do the same. */
    private void assertChangedAtRest(Path config) throws Exception {
        Path file = folder.resolve("exported");
        state(config, "--export", file.toString(), "branch");
        assertEquals(
                "twig: " + Files.size(file) + " bytes",
                state(config, "--fork", "twig", "branch").strip());
        assertEquals(numbers(state(config, "branch")), numbers(state(config, "twig")));
        state(config, "--import", file.toString(), "stream-1");
        assertEquals(numbers(state(config, "branch")), numbers(state(config, "stream-1")));
    }

    private void refuse(Path config, String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        String[] all = Stream.concat(
                        Stream.of("state", "--config", config.toString(), "--model", "ball"), Stream.of(arguments))
                .toArray(String[]::new);
        assertEquals(1, CommandLineInterface.execute(out, out, all), text::toString);
        assertTrue(text.toString().contains("expected a group at rest, found 1 members"), text.toString());
    }

    /** All but the names and when it was heard of. */
    private static String numbers(String json) {
        return json.replaceFirst("\"stream\":\"[^\"]*\"", "")
                .replaceFirst("\"partition\":\\d+", "")
                .replaceFirst("\"heard\":\\d+", "")
                .strip();
    }

    private static byte[] otherModels(byte[] state) {
        StreamSnapshot one = StateFormat.read(state);
        return StateFormat.write(new StreamSnapshot(
                "another",
                one.offset(),
                one.timestamp(),
                one.heard(),
                one.n(),
                one.memory(),
                one.window(),
                one.output(),
                one.state(),
                one.order()));
    }

    private static HttpResponse<String> put(String uri, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Path config(String bootstrapServers) throws Exception {
        Path model = folder.resolve("ball.h5");
        List<Layer> layers = List.of(
                new RecurrentLayer.Lstm("lstm", 4, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", 2, Activation.LINEAR, true));
        PointEncoding encoding =
                new PointEncoding(FEATURES, PointEncoding.Kind.DISPLACEMENT, Scaling.none(4), Scaling.none(2));
        SequenceModel network = new SequenceModel(InitialWeights.of(new Architecture(4, layers), 1));
        KerasModelFile.write(new KerasModel(network, "1").withEncoding(encoding), model);
        return Files.writeString(
                folder.resolve("millrace.yaml"), """
                kafka: { bootstrap.servers: "%s", group.id: open }
                http: { port: 0, managementPort: 0 }
                instance: one
                models:
                  ball:
                    input: { topic: points, features: [x, y] }
                    output: { topic: predictions }
                    file: %s
                    forgotten: gone
                    streams: { memory: 2, directory: %s }
                """.formatted(bootstrapServers, model, folder.resolve("streams")));
    }

    private String state(Path config, String... stream) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        String[] arguments = Stream.concat(
                        Stream.of("state", "--config", config.toString(), "--model", "ball"), Stream.of(stream))
                .toArray(String[]::new);
        assertEquals(0, CommandLineInterface.execute(out, out, arguments), text::toString);
        return text.toString();
    }

    private static HttpResponse<String> request(String method, String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static CommittedRecords await(EmbeddedBroker broker, String topic, int count) {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), topic)) {
            Awaitility.await(topic).atMost(60, SECONDS).until(() -> records.poll() >= count);
            return records;
        }
    }
}
