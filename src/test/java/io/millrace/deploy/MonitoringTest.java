package io.millrace.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and dashboard: Prometheus parses every expression, every alert was seen to fire, and has its line for operators. */
final class MonitoringTest {
    private static final Path ALERTS = Chart.FOLDER.resolve("alerts.yaml");
    private static final String ALERTS_TEST = "src/test/resources/deploy/alerts-test.yaml";

    @Test
    void theAlertsFireWhereTheyMustAndNowhereElse() throws Exception {
        Promtool.requireContent("check", "rules", ALERTS.toString());
        Promtool.requireContent("test", "rules", ALERTS_TEST);
    }

    @Test
    void everyAlertIsSeenToFireAndIsExplained() throws IOException {
        Set<String> alerts = new TreeSet<>();
        for (JsonNode rule : yaml(ALERTS).path("groups").get(0).path("rules")) {
            alerts.add(rule.path("alert").asText());
        }
        Set<String> fired = new TreeSet<>();
        for (JsonNode test : yaml(Path.of(ALERTS_TEST)).path("tests")) {
            for (JsonNode expectation : test.path("alert_rule_test")) {
                if (expectation.has("exp_alerts")) {
                    fired.add(expectation.path("alertname").asText());
                }
            }
        }
        assertEquals(alerts, fired);
        String guide = Files.readString(Path.of("docs/operating.md"));
        alerts.forEach(alert -> assertTrue(guide.contains("`" + alert + "`"), alert));
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new YAMLMapper().readTree(Files.readString(file));
    }

    @Test
    void theChartBringsAlertsAndDashboardAsTheyAre() throws IOException {
        List<JsonNode> objects = Chart.render(Chart.FOLDER.resolve("ci/monitoring-values.yaml"));
        assertEquals(
                yaml(ALERTS).path("groups"),
                Chart.one(objects, "PrometheusRule").path("spec").path("groups"));
        JsonNode map = Chart.all(objects, "ConfigMap").stream()
                .filter(object -> object.path("metadata").path("labels").has("grafana_dashboard"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                new Dashboard().json(),
                new YAMLMapper().readTree(map.path("data").path("millrace.json").asText()));
        JsonNode monitor = Chart.one(objects, "ServiceMonitor").path("spec");
        JsonNode wanted = monitor.path("selector").path("matchLabels");
        List<JsonNode> selected = Chart.all(objects, "Service").stream()
                .filter(service -> has(service.path("metadata").path("labels"), wanted))
                .toList();
        assertEquals(1, selected.size(), "services that the monitor selects");
        assertEquals(
                monitor.path("endpoints").get(0).path("port"),
                selected.get(0).path("spec").path("ports").get(0).path("name"));
    }

    private static boolean has(JsonNode labels, JsonNode wanted) {
        boolean all = true;
        for (var label : wanted.properties()) {
            all &= label.getValue().equals(labels.path(label.getKey()));
        }
        return all;
    }

    @Test
    void everyExpressionOfTheDashboardParses(@TempDir Path folder) throws Exception {
        List<String> expressions = new Dashboard().expressions("1m");
        assertFalse(expressions.isEmpty());
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (int i = 0; i < expressions.size(); i++) {
            String quoted = expressions.get(i).replace("'", "''");
            rules.append("      - { record: 'panel:").append(i).append("', expr: '");
            rules.append(quoted).append("' }\n");
        }
        Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
        String said = Promtool.requireContent("check", "rules", file.toString());
        assertTrue(said.contains(expressions.size() + " rules found"), said);
    }
}
