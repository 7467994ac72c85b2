package io.millrace.web;

import java.util.List;

/**
 * A model as the live page knows it.
 *
 * @param topic its predictions
 * @param features names of a point's components, in order
 * @param unit of all features and of the error, such as "m"; empty: none, or not one for all
 * @param baseline what the baseline error belongs to, such as "constant velocity"; empty: none
 */
public record LiveModel(String name, String topic, List<String> features, String unit, String baseline) {
    public LiveModel {
        if (name.isBlank() || topic.isBlank()) {
            throw new IllegalArgumentException(
                    "live model: expected a name and a topic, found \"" + name + "\" and \"" + topic + "\"");
        }
        features = List.copyOf(features);
    }
}
