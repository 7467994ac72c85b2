package io.millrace.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value set that comes with the chart renders into objects that Kubernetes and the service itself accept. */
final class ChartTest {
    private static final String SECRET = "planted-secret";

    static List<Path> valueSets() throws IOException {
        return Chart.valueSets();
    }

    @Test
    void itLints() {
        LintResult result = new Helm(Chart.FOLDER).lint().strict().call();
        assertFalse(result.isFailed(), result.getMessages()::toString);
    }

    @Test
    void thereAreValueSetsForEveryWayToInstallIt() throws IOException {
        assertEquals(
                List.of("default", "everything", "hpa", "keda", "minimal", "monitoring", "sasl", "tls"),
                valueSets().stream()
                        .map(file -> file.getFileName().toString().replace("-values.yaml", ""))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void everyObjectIsOneThatKubernetesKnows(Path values) throws IOException {
        List<JsonNode> objects = Chart.render(values);
        assertTrue(objects.size() >= 5, () -> "only " + objects.size());
        for (JsonNode object : objects) {
            KubernetesModels.require(object);
        }
        Chart.one(objects, "StatefulSet")
                .at("/spec/template/spec/volumes")
                .forEach(volume -> assertEquals(2, volume.size(), "one source, and a name: " + volume));
        JsonNode first = Chart.one(objects, "StatefulSet");
        ((ObjectNode) first.path("spec")).put("replica", 1);
        assertFails(first);
        Map.of(
                        "ScaledObject", "/spec/triggers/0/metadata",
                        "ServiceMonitor", "/spec/endpoints/0",
                        "PrometheusRule", "/spec/groups/0/rules/0")
                .forEach((kind, deep) -> Chart.all(objects, kind).forEach(object -> {
                    ((ObjectNode) object.at(deep)).put("topics", "a");
                    assertFails(object);
                }));
    }

    private static void assertFails(JsonNode object) {
        boolean refused = false;
        try {
            KubernetesModels.require(object);
        } catch (IOException | RuntimeException e) {
            refused = true;
        }
        assertTrue(refused, "a misspelt field was not noticed");
    }

    /** As the service will read it: the file of the ConfigMap, under the environment of the pod. */
    @ParameterizedTest
    @MethodSource("valueSets")
    void theServiceReadsItsConfiguration(Path values) throws IOException {
        List<JsonNode> objects = Chart.render(values);
        MillraceConfig config = config(objects);
        assertEquals("millrace-0", config.instance());
        assertFalse(config.kafka().bootstrapServers().isEmpty());
        assertFalse(config.describe().contains(SECRET));
        for (JsonNode port : container(objects).path("ports")) {
            int expected = port.path("name").asText().equals("http")
                    ? config.http().port()
                    : config.http().managementPort();
            assertEquals(expected, port.path("containerPort").asInt());
        }
        config.models().stream()
                .filter(ModelConfig::hasFile)
                .forEach(model -> assertTrue(
                        mounts(objects).contains(String.valueOf(model.file().getParent()))));
    }

    private static MillraceConfig config(List<JsonNode> objects) {
        JsonNode map = Chart.all(objects, "ConfigMap").stream()
                .filter(object -> object.path("data").has("millrace.yaml"))
                .findFirst()
                .orElseThrow();
        return ConfigReader.parse(map.path("data").path("millrace.yaml").asText(), environment(objects));
    }

    private static Map<String, String> environment(List<JsonNode> objects) {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode variable : container(objects).path("env")) {
            JsonNode from = variable.path("valueFrom");
            String value = from.has("fieldRef") ? "millrace-0" : from.has("secretKeyRef") ? SECRET : null;
            environment.put(
                    variable.path("name").asText(),
                    value != null ? value : variable.path("value").asText());
        }
        return environment;
    }

    private static JsonNode container(List<JsonNode> objects) {
        return podOf(objects).path("containers").get(0);
    }

    private static JsonNode podOf(List<JsonNode> objects) {
        return Chart.one(objects, "StatefulSet").path("spec").path("template").path("spec");
    }

    private static TreeSet<String> mounts(List<JsonNode> objects) {
        TreeSet<String> paths = new TreeSet<>();
        container(objects)
                .path("volumeMounts")
                .forEach(mount -> paths.add(mount.path("mountPath").asText()));
        return paths;
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void thePodIsNobodysAndMayNothing(Path values) throws IOException {
        List<JsonNode> objects = Chart.render(values);
        JsonNode pod = podOf(objects);
        JsonNode own = container(objects).path("securityContext");
        assertTrue(pod.path("securityContext").path("runAsNonRoot").asBoolean());
        assertEquals(10001, pod.path("securityContext").path("runAsUser").asInt());
        assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
        assertFalse(pod.path("enableServiceLinks").asBoolean(true));
        assertTrue(own.path("readOnlyRootFilesystem").asBoolean());
        assertFalse(own.path("allowPrivilegeEscalation").asBoolean(true));
        assertEquals("[\"ALL\"]", own.path("capabilities").path("drop").toString());
        JsonNode resources = container(objects).path("resources");
        assertEquals(
                resources.path("requests").path("memory"),
                resources.path("limits").path("memory"));
        assertFalse(resources.path("limits").has("cpu"));
        assertEquals("/health/live", path(objects, "livenessProbe"));
        assertEquals("/health/ready", path(objects, "readinessProbe"));
        assertEquals("/health/live", path(objects, "startupProbe"));
        assertTrue(pod.path("terminationGracePeriodSeconds").asInt() > 18); // a drain, and the hook's patience
    }

    private static String path(List<JsonNode> objects, String probe) {
        return container(objects).path(probe).path("httpGet").path("path").asText();
    }

    @Test
    void credentialsComeFromSecretsAlone() throws IOException {
        MillraceConfig sasl = config(Chart.render(Chart.FOLDER.resolve("ci/sasl-values.yaml")));
        assertEquals("SASL_SSL", sasl.kafka().client().get("security.protocol"));
        assertEquals("SCRAM-SHA-512", sasl.kafka().client().get("sasl.mechanism"));
        assertEquals(SECRET, sasl.kafka().client().get("sasl.jaas.config"));
        assertEquals("/etc/millrace/tls/ca.crt", sasl.kafka().client().get("ssl.truststore.location"));
        assertEquals("PEM", sasl.kafka().client().get("ssl.truststore.type"));
        MillraceConfig tls = config(Chart.render(Chart.FOLDER.resolve("ci/tls-values.yaml")));
        assertEquals("/etc/millrace/tls/user.p12", tls.kafka().client().get("ssl.keystore.location"));
        assertEquals("PKCS12", tls.kafka().client().get("ssl.keystore.type"));
        assertEquals(SECRET, tls.kafka().client().get("ssl.keystore.password"));
    }

    @Test
    void anAutoscalerOwnsTheReplicasAndStopsAtThePartitions() throws IOException {
        List<JsonNode> keda = Chart.render(Chart.FOLDER.resolve("ci/keda-values.yaml"));
        assertFalse(Chart.one(keda, "StatefulSet").path("spec").has("replicas"));
        JsonNode scaled = Chart.one(keda, "ScaledObject").path("spec");
        assertEquals(6, scaled.path("maxReplicaCount").asInt()); // 12 partitions, 2 loops in a pod
        assertEquals(1, scaled.path("minReplicaCount").asInt());
        JsonNode trigger = scaled.path("triggers").get(0);
        trigger.path("metadata").forEach(value -> assertTrue(value.isTextual(), value::toString));
        assertEquals(
                "millrace.ball", trigger.path("metadata").path("consumerGroup").asText());
        assertEquals("ball.points", trigger.path("metadata").path("topic").asText());

        List<JsonNode> hpa = Chart.render(Chart.FOLDER.resolve("ci/hpa-values.yaml"));
        assertFalse(Chart.one(hpa, "StatefulSet").path("spec").has("replicas"));
        assertEquals(
                5,
                Chart.one(hpa, "HorizontalPodAutoscaler")
                        .path("spec")
                        .path("maxReplicas")
                        .asInt());
        assertEquals(1, Chart.all(hpa, "PodDisruptionBudget").size());
        assertEquals(0, Chart.all(Chart.render(Map.of()), "PodDisruptionBudget").size());
    }

    @Test
    void aChangedConfigurationRestartsThePods() throws IOException {
        String before = checksum(Chart.render(Map.of()));
        assertEquals(before, checksum(Chart.render(Map.of("replicaCount", 2))));
        assertFalse(before.equals(checksum(Chart.render(Map.of("config.commit", "51ms")))));
    }

    private static String checksum(List<JsonNode> objects) {
        return Chart.one(objects, "StatefulSet")
                .path("spec")
                .path("template")
                .path("metadata")
                .path("annotations")
                .path("checksum/config")
                .asText();
    }

    @Test
    void everyValueHasItsLineInTheReadme() throws IOException {
        String readme = Files.readString(Chart.FOLDER.resolve("README.md"));
        JsonNode values = new YAMLMapper().readTree(Files.readString(Chart.FOLDER.resolve("values.yaml")));
        values.fieldNames().forEachRemaining(name -> assertTrue(readme.contains("`" + name), name));
    }
}
