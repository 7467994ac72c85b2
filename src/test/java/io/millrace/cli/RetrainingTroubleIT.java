package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.CommittedRecords;
import io.millrace.codec.PointJson;
import io.millrace.encoding.PointEncoding;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.kafka.SharedBroker;
import io.millrace.kafka.TopicCreation;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with retraining is said, and serving does not notice. */
@ExtendWith(SharedBroker.class)
class RetrainingTroubleIT {
    @TempDir
    private Path directory;

    private final Map<String, String> client;
    private int points;

    RetrainingTroubleIT(EmbeddedBroker broker) {
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static KerasModel model(int units, String version) {
        PointEncoding encoding = PointEncoding.unscaled(List.of("x"));
        Architecture architecture = new Architecture(
                1,
                List.of(
                        new RecurrentLayer.Gru("gru", units, Activation.TANH, Activation.SIGMOID, true, true, true),
                        new Layer.Dense("dense", 1, Activation.LINEAR, true)));
        return new KerasModel(new SequenceModel(InitialWeights.of(architecture, 1)), version).withEncoding(encoding);
    }

    private ServiceUnderTest start(String group, String retrain, int units) {
        Path file = directory.resolve("model.h5");
        KerasModelFile.write(model(units, "1"), file);
        return new ServiceUnderTest("""
                kafka: { bootstrap.servers: "%1$s", group.id: %2$s }
                http: { port: 0, managementPort: 0 }
                models:
                  x:
                    input: { topic: %2$s.in, features: [x] }
                    output: { topic: %2$s.out }
                    file: %3$s
                    retrain: { every: never, drift: false, minimum: 100, cpu: 1.0%4$s }
                """.formatted(client.get("bootstrap.servers"), group, file, retrain));
    }

    /** Nothing to be told but its mean: a plain predictor is worse. */
    private void sendNoise(String group, int streams, int each) {
        Random random = new Random(1);
        try (PointSender sender = PointSender.to(client, group + ".in", new PointJson(List.of("x")))) {
            for (int point = 0; point < streams * each; point++) {
                sender.send("s" + point % streams, new double[] {1 + random.nextGaussian()});
            }
        }
    }

    private void send(String group, int streams, int each, boolean constant) {
        try (PointSender sender = PointSender.to(client, group + ".in", new PointJson(List.of("x")))) {
            for (int stream = 0; stream < streams; stream++) {
                for (int n = 0; n < each; n++) {
                    sender.send("s" + stream, new double[] {constant ? 1 : Math.sin(0.3 * n + stream)});
                    points++;
                }
            }
        }
    }

    /** Serving goes on: every point is answered, and nothing was aborted. */
    private void requireServing(ServiceUnderTest mill, String group) {
        send(group, 3, 5, false);
        assertEquals(
                points, CommittedRecords.values(client, group + ".out", points).size());
        assertEquals(0, mill.aborted());
        assertTrue(mill.get("/models/x").contains("\"version\":\"1\""));
    }

    private void requireRefused(ServiceUnderTest mill, String why) {
        mill.post("/models/x/retrain");
        mill.awaitText("/models/x", why);
    }

    @Test
    void withoutDataOrWithConstantOnesTheChampionStays() {
        try (ServiceUnderTest mill = start("nodata", ", epochs: 2", 4)) {
            mill.awaitReady();
            requireRefused(mill, "expected at least 4 sequences to learn from and 6 to be judged on, found 0 and 0");
            requireServing(mill, "nodata");
            send("nodata", 30, 40, true);
            requireRefused(mill, "worse than baseline");
            requireServing(mill, "nodata");
        }
    }

    /** A point of 40 numbers takes as much in training that pieces of 256 find no room. */
    @Test
    void tooLittleMemoryIsSaid() {
        List<String> features = IntStream.range(0, 40).mapToObj(i -> "f" + i).toList();
        try (ServiceUnderTest mill = new ServiceUnderTest("""
                kafka: { bootstrap.servers: "%s", group.id: cramped }
                http: { port: 0, managementPort: 0 }
                models:
                  x:
                    input: { topic: cramped.in, features: %s }
                    output: { topic: cramped.out }
                    retrain: { every: never, drift: false, minimum: 100, memoryMegabytes: 1 }
                """.formatted(client.get("bootstrap.servers"), features))) {
            mill.awaitText("/models/x", "idle");
            try (PointSender sender = PointSender.to(client, "cramped.in", new PointJson(features))) {
                for (int n = 0; n < 20 * 256; n++) {
                    sender.send(
                            "s" + n % 20, new Random(n).doubles(features.size()).toArray());
                }
            }
            requireRefused(mill, "expected room for 4 sequences in 1048576 bytes of memory, found it for ");
        }
    }

    @Test
    void oneStreamAloneIsSaid() {
        try (ServiceUnderTest mill = start("onestream", ", epochs: 2", 4)) {
            mill.awaitReady();
            send("onestream", 1, 500, false);
            requireRefused(mill, "expected at least 4 sequences to learn from");
            requireServing(mill, "onestream");
        }
    }

    @Test
    void aBadModelOnTheTopicIsRefusedAndALaterGoodOneServes() {
        try (ServiceUnderTest mill = start("badmodel", "", 4)) {
            mill.awaitReady();
            publish("badmodel.models", new byte[] {1, 2, 3}, "2", "0".repeat(64));
            publish("badmodel.models", new byte[] {1, 2, 3}, "3", sha256(new byte[] {1, 2, 3}));
            byte[] other = KerasModelFile.toBytes(otherFeatures());
            publish("badmodel.models", other, "4", sha256(other));
            await().until(() -> mill.meter("millrace_models_refused_total", "") == 3);
            requireServing(mill, "badmodel");
            byte[] good = KerasModelFile.toBytes(model(6, "5"));
            publish("badmodel.models", good, "5", sha256(good));
            mill.awaitVersion("x", 5);
        }
    }

    private static KerasModel otherFeatures() {
        KerasModel good = model(4, "4");
        return new KerasModel(good.network(), "4").withEncoding(PointEncoding.unscaled(List.of("y")));
    }

    private static String sha256(byte[] bytes) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void publish(String topic, byte[] file, String version, String sha256) {
        Map<String, Object> properties = Map.of("bootstrap.servers", client.get("bootstrap.servers"));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, "x", file);
            record.headers().add("version", version.getBytes(UTF_8));
            record.headers().add("sha-256", sha256.getBytes(UTF_8));
            producer.send(record);
        }
    }

    /** A topic that would lose models is not used: it is said, and the file's model serves. */
    @Test
    void aModelsTopicThatCannotBeUsedLeavesTheFilesModelServing() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", client.get("bootstrap.servers")))) {
            TopicCreation.create(
                    admin, new NewTopic("unusable.models", 1, (short) 1).configs(Map.of("cleanup.policy", "delete")));
        }
        try (ServiceUnderTest mill = start("unusable", "", 4)) {
            mill.awaitReady();
            requireServing(mill, "unusable");
            assertEquals(409, mill.status("POST", "/models/x/retrain"), "there is nowhere to publish to");
        }
    }

    /** The file of a network of 300 units is larger than a record may be. */
    @Test
    void aFileLargerThanARecordIsPublishedInPiecesAndTakenUpByOthers() {
        try (ServiceUnderTest mill = start("large", ", epochs: 10", 300)) {
            mill.awaitReady();
            sendNoise("large", 60, 40);
            mill.post("/models/x/retrain");
            mill.awaitVersion("x", 2);
        }
        try (ServiceUnderTest again = start("large", "", 300)) {
            again.awaitVersion("x", 2);
        }
        long pieces = CommittedRecords.values(client, "large.models", 3).stream()
                .filter(value -> value != null && value.length > 0) // those that tell of them are empty
                .count();
        assertEquals(2, pieces);
    }
}
