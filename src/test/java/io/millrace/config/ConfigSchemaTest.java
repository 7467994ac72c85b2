package io.millrace.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.cli.CommandLineInterface;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors and the chart see is what the service does with a configuration. */
class ConfigSchemaTest {
    private static final Path SCHEMA = Path.of("docs/config.schema.json");
    private static final Path REFERENCE = Path.of("docs/configuration.md");
    private static final Path CHART = Path.of("helm/millrace/values.schema.json");
    private static final String BALL = """
            models:
              ball:
                input: { topic: ball.points, features: [x, "y", z] }
                output: { topic: ball.predictions, ahead: 10 }
                file: ball.h5
            """;

    @TempDir
    Path folder;

    @Test
    void theFilesAreWhatToolsSchemaWritesNow() throws IOException {
        Path chart = Files.copy(CHART, folder.resolve("values.schema.json"));
        Path schema = folder.resolve("schema");
        Path reference = folder.resolve("reference");
        run("schema", "--out", schema.toString(), "--reference", reference.toString(), "--chart", chart.toString());
        assertEquals(Files.readString(schema), Files.readString(SCHEMA), "run tools/schema");
        assertEquals(Files.readString(reference), Files.readString(REFERENCE), "run tools/schema");
        assertEquals(Files.readString(chart), Files.readString(CHART), "run tools/schema");
    }

    private static void run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        assertEquals(0, CommandLineInterface.execute(writer, writer, arguments), said::toString);
    }

    @Test
    void everyKeyIsDescribedAndNothingElseIs() throws IOException {
        Properties descriptions = new Properties();
        try (InputStream in = ConfigSchema.class.getResourceAsStream("keys.properties")) {
            descriptions.load(in);
        }
        assertEquals(
                new TreeSet<>(
                        new ConfigSchema().keys().stream().map(Setting::path).toList()),
                new TreeSet<>(descriptions.stringPropertyNames()));
    }

    /** Kafka's own are known by Kafka's own list. */
    @Test
    void everySecretIsMarkedAsOne() {
        new ConfigSchema()
                .keys().stream()
                        .filter(key -> !key.section().equals("kafka"))
                        .filter(key -> key.key().matches("(?i).*(password|secret|token|credential)"))
                        .forEach(key -> assertEquals(Setting.Kind.SECRET, key.kind(), key.path()));
    }

    static Stream<String> examples() throws IOException {
        String pages = Files.readString(Path.of("README.md"));
        List<String> examples = Pattern.compile("(?s)```yaml\\n(.*?)```")
                .matcher(pages)
                .results()
                .map(found -> found.group(1))
                .filter(yaml -> yaml.contains("models:"))
                .toList();
        assertFalse(examples.isEmpty());
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValid(String yaml) throws IOException {
        ConfigReader.parse(yaml, Map.of());
        assertEquals("", violations(yaml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http: { port: 0 }",
                "kafka: { bootstrap.servers: \"broker:9092\", max.poll.records: 500, sasl.jaas.config: x }",
                "kafka: { topics: { partitions: 10000, replication: 3 } }",
                "commit: 2s"
            })
    void whatTheServiceTakesTheSchemaTakes(String more) throws IOException {
        ConfigReader.parse(BALL + more, Map.of());
        assertEquals("", violations(BALL + more));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comit: 50ms",
                "commit: 50",
                "commit: fast",
                "threads: 0",
                "threads: 257",
                "threads: many",
                "instance: \"\"",
                "http: { port: 65536 }",
                "http: { port: -1 }",
                "http: 8080",
                "kafka: { topics: { partitions: 0 } }",
                "kafka: { topics: { partitions: 10001 } }",
                "kafka: { embedded: { port: 9092, folder: x } }",
                "kafka: { client.id: [a] }",
                "models: {}",
                "models: { \"a b\": { input: { topic: a, features: [x] }, output: { topic: b }, file: c } }",
                "models: { a: { input: { features: [x] }, output: { topic: b }, file: c } }",
                "models: { a: { input: { topic: a }, output: { topic: b }, file: c } }",
                "models: { a: { input: { topic: a, features: [x] }, file: c } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b } } }",
                "models: { a: { input: { topic: a b, features: [x] }, output: { topic: b }, file: c } }",
                "models: { a: { input: { topic: a, features: x }, output: { topic: b }, file: c } }",
                "models: { a: { input: { topic: a, features: [x, x] }, output: { topic: b }, file: c } }",
                "models: { a: { input: { topic: a, tokens: letters }, output: { topic: b }, file: c } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b, ahead: -1 }, file: c } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b, beam: 101 }, file: c } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, file: c, idle: soon } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, file: c, predict: all } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, file: c, order: { most: 0 } } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, file: c, streams: { memory: 0 } } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, retrain: { cpu: 0 } } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, retrain: { minimum: 99 } } }",
                "models: { a: { input: { topic: a, features: [x] }, output: { topic: b }, retrain: { network: [ { LSTM: 64 } ] } } }"
            })
    void whatTheServiceRefusesForItsFormTheSchemaRefuses(String wrong) throws IOException {
        String yaml = wrong.startsWith("models") ? wrong : BALL + wrong;
        assertFalse(refusals(yaml).isEmpty(), "the service takes it");
        assertFalse(violations(yaml).isEmpty(), "the schema takes it");
    }

    private static List<String> refusals(String yaml) {
        try {
            ConfigReader.parse(yaml, Map.of());
            return List.of();
        } catch (ConfigException e) {
            return e.errors();
        }
    }

    /** At each whole number's bounds, schema and service say the same. */
    @Test
    void boundsAreThoseOfTheRecords() {
        ConfigSchema schema = new ConfigSchema();
        Map<String, Object> properties =
                properties(properties(schema.json(), "models", "additionalProperties"), "output");
        assertEquals(Map.of("minimum", 0, "maximum", 10_000), bounds(properties, "ahead"));
        assertEquals(Map.of("minimum", 1, "maximum", 100), bounds(properties, "beam"));
        Map<String, Object> retrain =
                properties(properties(schema.json(), "models", "additionalProperties"), "retrain");
        assertEquals(Map.of("minimum", 100), bounds(retrain, "minimum"));
        assertEquals(Map.of("exclusiveMinimum", 0, "maximum", 1), bounds(retrain, "cpu"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> schema, String... path) {
        Map<String, Object> at = schema;
        at = (Map<String, Object>) ((Map<String, Object>) at.get("properties")).get(path[0]);
        for (String key : List.of(path).subList(1, path.length)) {
            at = (Map<String, Object>) at.get(key);
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> bounds(Map<String, Object> section, String key) {
        Map<String, Object> found = (Map<String, Object>) ((Map<String, Object>) section.get("properties")).get(key);
        return found.entrySet().stream()
                .filter(entry ->
                        entry.getKey().toLowerCase(java.util.Locale.ROOT).contains("imum"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String violations(String yaml) throws IOException {
        ObjectNode tree = (ObjectNode) new YAMLMapper().readTree(yaml);
        JsonObject schema = new JsonObject(Files.readString(SCHEMA));
        Validator validator = Validator.create(
                JsonSchema.of(schema),
                new JsonSchemaOptions().setBaseUri("https://millrace.invalid/").setDraft(Draft.DRAFT7));
        OutputUnit result = validator.validate(new JsonObject(new ObjectMapper().writeValueAsString(tree)));
        return result.getValid() ? "" : String.valueOf(result.getErrors());
    }

    @Test
    void theChartsOwnPartIsBesideTheServices() throws IOException {
        var parts = new ObjectMapper().readTree(CHART.toFile()).at("/properties/config/allOf");
        assertEquals(2, parts.size());
        assertTrue(parts.get(1).toString().contains("sasl.jaas.config"));
    }
}
