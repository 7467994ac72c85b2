package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.Map;

/** Kubernetes' own classes: a field that they do not know, miss or find of another type is refused, at any depth. */
final class KubernetesModels {
    private interface Model {
        Object read(String json) throws IOException;
    }

    private static final Map<String, Model> MODELS = Map.of(
            "v1/ConfigMap", V1ConfigMap::fromJson,
            "v1/Pod", V1Pod::fromJson,
            "v1/Service", V1Service::fromJson,
            "v1/ServiceAccount", V1ServiceAccount::fromJson,
            "apps/v1/StatefulSet", V1StatefulSet::fromJson,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::fromJson,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::fromJson,
            "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::fromJson);

    private KubernetesModels() {}

    /** Errors: whatever the model objects to, or a kind that has none. */
    static void require(JsonNode object) throws IOException {
        String type =
                object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        if (OperatorsModels.know(type)) {
            OperatorsModels.require(type, object.path("spec"));
            return;
        }
        Model model = MODELS.get(type);
        if (model == null) {
            throw new IllegalArgumentException(type + ": there is no model to check it by");
        }
        Object read = model.read(object.toString());
        if (JSON.serialize(read).length() < object.toString().length() / 2) {
            throw new IllegalArgumentException(type + ": the model has taken in only part of it");
        }
    }
}
