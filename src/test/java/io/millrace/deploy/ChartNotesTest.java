package io.millrace.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Helm keeps from a rendering: the pod of {@code helm test} and the notes after an installation. In a copy of the chart the
 * one is no hook, and the others stand in a ConfigMap.
 */
final class ChartNotesTest {
    @TempDir
    Path folder;

    static List<Path> valueSets() throws IOException {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void theTestIsAPodThatKubernetesKnows(Path values) throws IOException {
        List<JsonNode> objects = rendered(values);
        JsonNode pod = Chart.one(objects, "Pod");
        KubernetesModels.require(pod);
        JsonNode container = pod.path("spec").path("containers").get(0);
        assertTrue(
                container.path("securityContext").path("readOnlyRootFilesystem").asBoolean());
        String asks = container.path("command").get(2).asText();
        JsonNode pods = Chart.all(objects, "Service").stream()
                .filter(service ->
                        service.path("spec").path("clusterIP").asText().equals("None"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                asks.contains("nslookup " + pods.path("metadata").path("name").asText() + " "), asks);
        int port = pods.path("spec").path("ports").get(0).path("port").asInt();
        assertTrue(asks.contains(":" + port + "/health/ready"), asks);
    }

    @Test
    void theTestIsAHookAndNothingElseIs() throws IOException {
        String test = Files.readString(Chart.FOLDER.resolve("templates/tests/readiness.yaml"));
        assertTrue(test.contains("helm.sh/hook: test\n"));
        assertEquals(0, Chart.all(Chart.render(Chart.valueSets().get(0)), "Pod").size());
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void theNotesNameWhatIsThere(Path values) throws IOException {
        List<JsonNode> objects = rendered(values);
        String notes = Chart.all(objects, "ConfigMap").stream()
                .map(map -> map.path("data").path("notes").asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseThrow();
        for (String kind : List.of("StatefulSet", "Service")) {
            String name = Chart.all(objects, kind)
                    .get(0)
                    .path("metadata")
                    .path("name")
                    .asText();
            assertTrue(notes.contains("/" + name + " ") || notes.contains("/" + name + "\n"), notes);
        }
        assertEquals(Chart.all(objects, "PrometheusRule").isEmpty(), notes.contains("No alert will fire"), notes);
        assertFalse(notes.contains("<no value>"), notes);
    }

    private List<JsonNode> rendered(Path values) throws IOException {
        Path chart = folder.resolve("millrace");
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = chart.resolve(Chart.FOLDER.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replaceAll(" *helm\\.sh/hook.*\n", ""));
            }
        }
        Files.writeString(chart.resolve("templates/notes.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: notes }
                data:
                  notes: {{ include (print $.Template.BasePath "/NOTES.txt") . | quote }}
                """);
        return Chart.render(chart, values);
    }
}
