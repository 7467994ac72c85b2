package io.millrace.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is refused before anything is installed, by the name of its key. */
final class ChartSchemaTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replicas: 3                                                        | replicas",
                "replicaCount: two                                                  | replicaCount",
                "config: { comit: 50ms }                                            | comit",
                "config: { commit: 50 }                                             | commit",
                "config: { threads: 0 }                                             | threads",
                "config: { http: { port: 70000 } }                                  | port",
                "config: { models: { ball: null } }                                 | models",
                "config: { models: { pump: { output: { topic: a }, file: b } } }    | input",
                "config: { models: { ball: { input: { features: [x, y, z] } } } }   | features",
                "config: { models: { ball: { input: { topic: a b } } } }            | topic",
                "config: { kafka: { bootstrap.servers: null } }                     | bootstrap.servers",
                "config: { kafka: { embedded: { port: 9092 } } }                    | embedded",
                "config: { kafka: { sasl.jaas.config: secret } }                    | kafka",
                "config: { kafka: { ssl.keystore.password: secret } }               | kafka",
                "kafka: { securityProtocol: TLS }                                   | securityProtocol",
                "kafka: { sasl: { mechanism: PLAINTEXT } }                          | mechanism",
                "image: { digest: abc }                                             | digest",
                "autoscaling: { keda: { enabled: true }, hpa: { enabled: true } }   | autoscaling",
                "autoscaling: { keda: { lagThreshold: 0 } }                         | lagThreshold",
                "modelFiles: { volume: null }                                       | volume",
                "terminationGracePeriodSeconds: 1                                   | terminationGracePeriodSeconds",
                "service: { type: ExternalName }                                    | service",
                "tolerations: { key: a }                                            | tolerations"
            })
    void itIsRefusedByItsName(String values, String key) throws Exception {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        Exception refused = assertThrows(Exception.class, () -> Chart.render(file));
        assertTrue(refused.getMessage().contains(key), refused::getMessage);
    }

    @Test
    void whatIsRefusedAboveIsNotRefusedForItsForm() throws Exception {
        Path file = Files.writeString(
                folder.resolve("values.yaml"), "config: { models: { ball: { input: { features: [x, \"y\", z] } } } }");
        assertEquals(1, Chart.all(Chart.render(file), "StatefulSet").size());
    }
}
