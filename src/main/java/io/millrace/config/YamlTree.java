package io.millrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From YAML to maps, lists and values: nothing else here knows how a configuration is written. */
final class YamlTree {
    private YamlTree() {}

    /** @throws ConfigException for what is no YAML, or no mapping */
    static Map<String, Object> of(String yaml) {
        try {
            Object root = new YAMLMapper().readValue(yaml, Object.class);
            Map<String, Object> tree = new HashMap<>();
            if (root instanceof Map<?, ?> map) {
                map.forEach((key, value) -> tree.put(String.valueOf(key), value));
            } else if (root != null) {
                String found = root instanceof List<?> ? "a list" : "a single value"; // which may be a secret
                throw new ConfigException(List.of("expected a mapping at the top, found " + found));
            }
            return tree;
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new ConfigException(List.of(at + "not YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }
}
