package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart, rendered by Helm in this process as for a cluster of a version of today. */
final class Chart {
    static final Path FOLDER = Path.of("helm/millrace");
    private static final String KUBERNETES = "1.31.0";
    private static final YAMLMapper YAML = new YAMLMapper();

    private Chart() {}

    /** The value sets that come with the chart. */
    static List<Path> valueSets() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    static List<JsonNode> render(Path values) throws IOException {
        return render(FOLDER, values);
    }

    static List<JsonNode> render(Path chart, Path values) throws IOException {
        return objects(command(chart).withValuesFile(values).call());
    }

    /** With single values by their paths. Errors: what Helm says, where it refuses them. */
    static List<JsonNode> render(Map<String, Object> values) throws IOException {
        TemplateCommand command = command(FOLDER);
        values.forEach(command::set);
        return objects(command.call());
    }

    private static TemplateCommand command(Path chart) {
        return new Helm(chart)
                .template()
                .withName("millrace")
                .withNamespace("default")
                .withKubeVersion(KUBERNETES);
    }

    static List<JsonNode> objects(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    static JsonNode one(List<JsonNode> objects, String kind) {
        List<JsonNode> found = all(objects, kind);
        if (found.size() != 1) {
            throw new AssertionError("expected one " + kind + ", found " + found.size());
        }
        return found.get(0);
    }

    static List<JsonNode> all(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }
}
