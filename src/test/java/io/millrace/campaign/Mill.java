package io.millrace.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.FreshModel;
import io.millrace.MillraceProcess;
import io.millrace.kafka.TopicCreation;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Starts the processes of a campaign: the broker, and instances of the service with the shipped defaults. */
final class Mill implements AutoCloseable {
    static final String POINTS = "points";

    private final Path folder;
    private final int port;
    private final Path model;
    private final int units;
    private final int heap;
    private String more = ""; // of the model's configuration
    private boolean standby;
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
        this.units = units;
        model = model(folder, units);
    }

    /** A model file with fresh weights. */
    static Path model(Path folder, int units) {
        Path file = folder.resolve("ball.h5");
        KerasModelFile.write(FreshModel.lstm(units, 1), file);
        return file;
    }

    /** Its models may be replaced, by whoever publishes one; no training is ever due. */
    Mill withModels() {
        more = "retrain: { every: never, drift: false }";
        return this;
    }

    /** Instances follow the states of one another. */
    Mill withStandby() {
        standby = true;
        return this;
    }

    /** Streams of a process beyond so many are on disk. */
    Mill withRoom(int streams) {
        more = "streams: { memory: %d, directory: %s }".formatted(streams, folder.resolve("streams"));
        return this;
    }

    /** Version 1 is the file that serves at first; the others have other weights. */
    KerasModel model(int version) {
        return FreshModel.lstm(units, version);
    }

    /** Puts the version on the models topic: every instance takes it over between two transactions. */
    void publish(String group, int version) throws Exception {
        byte[] file = KerasModelFile.toBytes(model(version));
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers());
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
            for (String key : List.of("ball@" + version, "ball")) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(group + ".models", 0, key, file);
                Map.of("version", Integer.toString(version), "sha-256", hash, "pieces", "0")
                        .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
                producer.send(record).get();
            }
        }
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
        return serve(group, instance, 1);
    }

    /** @param threads loops of the instance */
    MillraceProcess serve(String group, String instance, int threads) throws IOException {
        Path config = folder.resolve(group + "-" + instance + ".yaml");
        String yaml = """
                kafka: { bootstrap.servers: "%s", group.id: %s }
                http: { port: 0, managementPort: 0 }
                instance: %s
                threads: %d
                standby: %b
                models:
                  ball:
                    input: { topic: %s, features: [x, y, z] }
                    output: { topic: %s, ahead: 1 }
                    file: %s
                    %s
                """;
        Files.writeString(
                config,
                yaml.formatted(
                        bootstrapServers(), group, instance, threads, standby, POINTS, output(group), model, more));
        return MillraceProcess.start(log(instance), heap, "serve", "--config", config.toString());
    }

    /** The topic of points, and the groups' topics of predictions. */
    void createTopics(int partitions, String... groups) {
        Stream<NewTopic> outputs =
                Arrays.stream(groups).map(group -> new NewTopic(output(group), partitions, (short) 1));
        NewTopic points = new NewTopic(POINTS, partitions, (short) 1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            TopicCreation.create(
                    admin, Stream.concat(Stream.of(points), outputs).toArray(NewTopic[]::new));
        }
    }

    /** Of the group's predictions. */
    CommittedTail tail(int partitions, String group) {
        return new CommittedTail(
                bootstrapServers(),
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(output(group), partition))
                        .toList());
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
