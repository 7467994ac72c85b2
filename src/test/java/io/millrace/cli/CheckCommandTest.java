package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.config.ConfigReader;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String SECRET = "planted-secret";

    @TempDir
    Path folder;

    private Path model;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void aModel() {
        model = folder.resolve("ball.h5");
        List<Layer> layers = List.of(
                new RecurrentLayer.Lstm("lstm", 16, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", 3, Activation.LINEAR, true));
        PointEncoding encoding = new PointEncoding(
                List.of("x", "y", "z"), PointEncoding.Kind.DISPLACEMENT, Scaling.none(6), Scaling.none(3));
        SequenceModel network = new SequenceModel(InitialWeights.of(new Architecture(6, layers), 1));
        KerasModelFile.write(new KerasModel(network, "7").withEncoding(encoding), model);
    }

    private int check(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), yaml);
        return CommandLineInterface.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), "check", "--config", file.toString());
    }

    private String yaml(String more) {
        return """
                kafka: { bootstrap.servers: "broker:9092", sasl.jaas.config: %s, boostrap.servers: x }
                instance: pod-0
                models:
                  ball:
                    input: { topic: ball.points, features: [x, y, z] }
                    output: { topic: ball.predictions, ahead: 10 }
                    file: %s
                %s
                """.formatted(SECRET, model, more);
    }

    @Test
    void whatWouldRunIsSaidWithoutSecrets() throws IOException {
        assertEquals(0, check(yaml("")), err::toString);
        String said = out.toString();
        assertTrue(said.contains("ball: version 7 reads"), said);
        assertTrue(said.contains("to    ball.predictions, ball.points.rejected, millrace.ball.state"), said);
        assertTrue(said.contains("kafka.boostrap.servers: no client of Kafka's knows it"), said);
        assertFalse(said.contains(SECRET), said);
    }

    @Test
    void everyErrorOfTheConfigurationIsPrinted() throws IOException {
        String twiceWrong = """
                models:
                  ball:
                    input: { topic: "a b", features: [x, x], window: 0 }
                    output: { topic: "c d", ahead: -1, beam: 1000 }
                    file: ball.h5
                threads: 0
                commit: 1h
                """;
        assertEquals(2, check(twiceWrong));
        List<String> lines = err.toString().lines().toList();
        assertEquals(8, lines.size(), err::toString);
        for (String key :
                List.of("input.topic", "features", "window", "output.topic", "ahead", "beam", "threads", "commit")) {
            assertTrue(lines.stream().anyMatch(line -> line.contains(key + ": expected")), () -> key + " in " + err);
        }
    }

    @Test
    void everyModelThatCannotBeUsedIsNamed() throws IOException {
        String more = """
                  gone:
                    input: { topic: a, features: [x] }
                    output: { topic: b }
                    file: /nowhere/gone.h5
                  other:
                    input: { topic: c, features: [u, v] }
                    output: { topic: d }
                    file: %s
                """.formatted(model);
        assertEquals(2, check(yaml(more)));
        String said = err.toString();
        assertEquals(2, said.lines().count(), said);
        assertTrue(said.contains("gone.h5"), said);
        assertTrue(said.contains("models.other.input.features: expected [x, y, z]"), said);
    }

    @Test
    void theSettingsInForceAreShownButForSecrets() throws IOException {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), yaml(""));
        String json = ShownSettings.json(ConfigReader.readAll(
                        file,
                        Map.of(
                                "MILLRACE_KAFKA_SSL_KEYSTORE_KEY", SECRET,
                                "MILLRACE_KAFKA_SSL_KEY_PASSWORD", SECRET,
                                "MILLRACE_COMMIT", "20ms"))
                .settings());
        assertFalse(json.contains(SECRET), json);
        for (String line : List.of(
                "\"commit\" : \"20ms\"",
                "\"kafka.bootstrap.servers\" : \"broker:9092\"",
                "\"kafka.sasl.jaas.config\" : \"(hidden)\"",
                "\"kafka.ssl.keystore.key\" : \"(hidden)\"",
                "\"models.ball.input.features\" : \"[x, y, z]\"",
                "\"models.ball.idle\" : \"10m\"")) {
            assertTrue(json.contains(line), () -> line + " in " + json);
        }
    }
}
