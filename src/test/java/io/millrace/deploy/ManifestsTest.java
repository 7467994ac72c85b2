package io.millrace.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The plain manifests are the chart's default rendering, and those for trying it out are Kubernetes objects as well. */
final class ManifestsTest {
    private static final Path FOLDER = Path.of("k8s");

    @Test
    void theBaseIsWhatTheChartRenders() throws IOException {
        List<JsonNode> rendered = Chart.render(Map.of());
        List<JsonNode> written = Chart.objects(Files.readString(FOLDER.resolve("base/millrace.yaml")));
        assertEquals(byName(rendered), byName(written), "k8s/base is not what k8s/render writes now; run it");
    }

    /** Without what differs from one version of Helm to the next: the order, and comments. */
    private static Map<String, JsonNode> byName(List<JsonNode> objects) {
        Map<String, JsonNode> byName = new TreeMap<>();
        objects.forEach(object -> byName.put(
                object.path("kind").asText() + " "
                        + object.path("metadata").path("name").asText(),
                object));
        objects.forEach(object -> ((ObjectNode) object.path("metadata")).remove("namespace"));
        return byName;
    }

    @Test
    void theKafkaForTryingOutIsOneThatKubernetesKnows() throws IOException {
        List<JsonNode> objects = Chart.objects(Files.readString(FOLDER.resolve("try/kafka.yaml")));
        assertEquals(2, objects.size());
        for (JsonNode object : objects) {
            KubernetesModels.require(object);
        }
        String bootstrap =
                Chart.one(Chart.render(Map.of()), "ConfigMap").path("data").toString();
        assertTrue(bootstrap.contains("bootstrap.servers: kafka:9092"), bootstrap);
        assertEquals(
                "kafka",
                Chart.one(objects, "Service").path("metadata").path("name").asText());
    }

    @Test
    void theKustomizationsNameFilesThatAreThere() throws IOException {
        for (String folder : List.of("base", "try")) {
            Path file = FOLDER.resolve(folder).resolve("kustomization.yaml");
            JsonNode kustomization = new YAMLMapper().readTree(Files.readString(file));
            assertTrue(kustomization.path("resources").size() > 0);
            for (JsonNode resource : kustomization.path("resources")) {
                assertTrue(Files.exists(FOLDER.resolve(folder).resolve(resource.asText())), resource::toString);
            }
        }
    }
}
