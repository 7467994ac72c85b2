package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Kinds that operators bring, of which there are no classes: the fields of their definitions that a chart like ours may want,
 * each with its type. Anything else is refused, at any depth.
 */
final class OperatorsModels {
    private static final String DURATION = "(\\d+(ms|s|m|h))+";
    private static final String LABELS = "*";

    /** By its path: {@code []} for an item, {@code *} for any name; the type is a node's, or a pattern of its text. */
    private static final Map<String, Map<String, String>> FIELDS = Map.of(
            "keda.sh/v1alpha1/ScaledObject",
            Map.ofEntries(
                    Map.entry("scaleTargetRef.apiVersion", "apps/v1"),
                    Map.entry("scaleTargetRef.kind", "StatefulSet|Deployment"),
                    Map.entry("scaleTargetRef.name", ".+"),
                    Map.entry("pollingInterval", "NUMBER"),
                    Map.entry("cooldownPeriod", "NUMBER"),
                    Map.entry("minReplicaCount", "NUMBER"),
                    Map.entry("maxReplicaCount", "NUMBER"),
                    Map.entry(
                            "advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds",
                            "NUMBER"),
                    Map.entry("triggers[].type", "kafka"),
                    Map.entry("triggers[].metadata.bootstrapServers", ".+"),
                    Map.entry("triggers[].metadata.consumerGroup", ".+"),
                    Map.entry("triggers[].metadata.topic", ".+"),
                    Map.entry("triggers[].metadata.lagThreshold", "\\d+"),
                    Map.entry("triggers[].metadata.tls", "enable|disable"),
                    Map.entry("triggers[].metadata.sasl", "none|plaintext|scram_sha256|scram_sha512|oauthbearer"),
                    Map.entry("triggers[].authenticationRef.name", ".+")),
            "monitoring.coreos.com/v1/ServiceMonitor",
            Map.of(
                    "selector.matchLabels." + LABELS,
                    ".*",
                    "endpoints[].port",
                    ".+",
                    "endpoints[].path",
                    "/.*",
                    "endpoints[].interval",
                    DURATION),
            "monitoring.coreos.com/v1/PrometheusRule",
            Map.of(
                    "groups[].name",
                    ".+",
                    "groups[].rules[].alert",
                    "\\w+",
                    "groups[].rules[].expr",
                    "(?s).+",
                    "groups[].rules[].for",
                    DURATION,
                    "groups[].rules[].labels." + LABELS,
                    ".*",
                    "groups[].rules[].annotations." + LABELS,
                    ".*"));

    private OperatorsModels() {}

    static boolean know(String type) {
        return FIELDS.containsKey(type);
    }

    /** Errors: a field of another name or type. */
    static void require(String type, JsonNode spec) {
        if (spec.isEmpty()) {
            throw new IllegalArgumentException(type + ": expected a spec, found none");
        }
        List<String> wrong = new ArrayList<>();
        leaves("", spec, FIELDS.get(type), wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(type + ": unknown, or of another type: " + wrong);
        }
    }

    private static void leaves(String path, JsonNode node, Map<String, String> fields, List<String> wrong) {
        if (node.isArray()) {
            node.forEach(item -> leaves(path + "[]", item, fields, wrong));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(field -> leaves(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                            field.getValue(),
                            fields,
                            wrong));
        } else if (fields.entrySet().stream().noneMatch(field -> fits(field.getKey(), field.getValue(), path, node))) {
            wrong.add(path + "=" + node);
        }
    }

    private static boolean fits(String field, String type, String path, JsonNode node) {
        boolean named =
                field.endsWith(LABELS) ? path.startsWith(field.substring(0, field.length() - 1)) : path.equals(field);
        boolean typed = type.equals("NUMBER")
                ? node.isIntegralNumber()
                : node.isTextual() && Pattern.matches(type, node.asText());
        return named && typed;
    }
}
