package io.millrace.campaign;

import io.millrace.MillraceProcess;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts the processes of a campaign: the broker, and instances of the service with the shipped defaults. */
final class Mill implements AutoCloseable {
    static final String POINTS = "points";

    private final Path folder;
    private final int port;
    private final Path model;
    private final int heap;
    private MillraceProcess broker;
    private int runs;

    Mill(Path folder) throws IOException {
        this(folder, 16, 512);
    }

    /**
     * @param units of the network
     * @param heap of each process, in mebibytes
     */
    Mill(Path folder, int units, int heap) throws IOException {
        this.folder = folder;
        this.heap = heap;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        model = model(folder, units);
    }

    /** A model file with fresh weights. */
    static Path model(Path folder, int units) {
        Path file = folder.resolve("ball.h5");
        List<Layer> layers = List.of(
                new Layer.Lstm("lstm", units, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", 3, Activation.LINEAR, true));
        PointEncoding encoding = new PointEncoding(
                PointFeeder.FEATURES, PointEncoding.Kind.DISPLACEMENT, Scaling.none(6), Scaling.none(3));
        SequenceModel network = new SequenceModel(InitialWeights.of(new Architecture(6, layers), 1));
        KerasModelFile.write(new KerasModel(network, "1").withEncoding(encoding), file);
        return file;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns once the broker serves, with all records that the last one had. */
    void startBroker() throws IOException {
        broker = MillraceProcess.start(
                log("broker"),
                "broker",
                "--port",
                Integer.toString(port),
                "--directory",
                folder.resolve("broker").toString());
        broker.awaitLine(line -> line.contains("broker ready"));
    }

    void killBroker() throws InterruptedException {
        broker.kill();
    }

    /** Returns at once. */
    MillraceProcess serve(String group, String instance) throws IOException {
        Path config = folder.resolve(group + "-" + instance + ".yaml");
        String yaml = """
                kafka: { bootstrap.servers: "%s", group.id: %s }
                http: { port: 0, managementPort: 0 }
                instance: %s
                models:
                  ball:
                    input: { topic: %s, features: [x, y, z] }
                    output: { topic: %s, ahead: 1 }
                    file: %s
                """;
        Files.writeString(config, yaml.formatted(bootstrapServers(), group, instance, POINTS, output(group), model));
        return MillraceProcess.start(log(instance), heap, "serve", "--config", config.toString());
    }

    static String output(String group) {
        return group + ".predictions";
    }

    /** Whether all partitions given to the instance are restored. */
    static boolean restored(String line) {
        return line.contains(": restored ");
    }

    private Path log(String name) {
        return folder.resolve(name + "-" + ++runs + ".log");
    }

    @Override
    public void close() {
        broker.close();
    }
}
