package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Grafana's dashboard, as far as Prometheus is concerned. */
final class Dashboard {
    private final JsonNode json;

    Dashboard() throws IOException {
        json = new ObjectMapper()
                .readTree(Chart.FOLDER.resolve("dashboards/millrace.json").toFile());
    }

    JsonNode json() {
        return json;
    }

    /** With Grafana's variables filled in. */
    List<String> expressions(String rateInterval) {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : json.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.path("expr")
                        .asText()
                        .replace("$__rate_interval", rateInterval)
                        .replace("$namespace", ".*")
                        .replace("$model", ".*"));
            }
        }
        return expressions;
    }
}
