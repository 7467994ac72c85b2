package io.millrace.cli;

import io.millrace.codec.PointJson;
import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
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
import io.millrace.training.InitialWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

@Command(
        name = "warm-up",
        hidden = true, // ./millrace and the image call it
        description =
                "Serves some points on a broker of its own and ends: the JVM sees the classes that a start needs.")
final class WarmUpCommand implements Callable<Integer> {
    private static final List<String> FEATURES = List.of("x", "y", "z");
    private static final int STREAMS = 20;
    private static final int ROUNDS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("millrace-warm-up");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Path file = configure(folder, broker.bootstrapServers());
            serve(file, 0);
            serve(file, ROUNDS); // restores what the first has written
        } finally {
            delete(folder);
        }
        return CommandLineInterface.DONE;
    }

    private void serve(Path file, int before) throws IOException, InterruptedException {
        MillraceConfig config = ConfigReader.read(file, Map.of());
        List<ServedModel> models =
                config.models().stream().map(ServedModel::load).toList();
        try (Service service = Service.start(config, models);
                PointSender sender = PointSender.to(config.kafka().client(), "points", new PointJson(FEATURES))) {
            service.awaitReady(PATIENCE);
            for (int round = before; round < before + ROUNDS; round++) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    sender.send("s" + stream, new double[] {Math.sin(0.1 * round), stream, 0.01 * round});
                }
            }
            await(service.managementPort(), before + ROUNDS);
            get(service.port(), "/");
            get(service.managementPort(), "/metrics");
            get(service.managementPort(), "/health/ready");
        }
    }

    private void await(int port, int points) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!get(port, "/streams/warm/s" + (STREAMS - 1)).contains("\"n\":" + points + ",")) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailedException("expected " + points + " points of each stream within " + PATIENCE);
            }
            Thread.sleep(20);
        }
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static Path configure(Path folder, String bootstrapServers) throws IOException {
        Path model = folder.resolve("warm.h5");
        List<Layer> layers = List.of(
                new RecurrentLayer.Lstm("lstm", 16, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", FEATURES.size(), Activation.LINEAR, true));
        PointEncoding encoding =
                new PointEncoding(FEATURES, PointEncoding.Kind.DISPLACEMENT, Scaling.none(6), Scaling.none(3));
        SequenceModel network = new SequenceModel(InitialWeights.of(new Architecture(6, layers), 1));
        KerasModelFile.write(new KerasModel(network, "1").withEncoding(encoding), model);
        return Files.writeString(folder.resolve("millrace.yaml"), """
                kafka: { bootstrap.servers: "%s" }
                http: { port: 0, managementPort: 0 }
                models:
                  warm:
                    input: { topic: points, features: [x, y, z] }
                    output: { topic: predictions, ahead: 1 }
                    file: "%s"
                """.formatted(bootstrapServers, model));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": could not be deleted", e);
        }
    }
}
