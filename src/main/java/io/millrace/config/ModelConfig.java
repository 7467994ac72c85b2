package io.millrace.config;

import java.nio.file.Path;
import java.util.List;

/**
 * One model and its topics.
 *
 * @param baseline the plain predictor whose error stands beside the model's
 */
public record ModelConfig(String name, Input input, Output output, Path file, Baseline baseline) {

    public ModelConfig {
        Require.that(name.matches("[A-Za-z0-9._-]{1,100}"), "name", "letters, digits, . _ -", '"' + name + '"');
    }

    /** The topic of points. */
    public record Input(String topic, List<String> features) {
        public Input {
            features = List.copyOf(features);
            requireTopic(topic);
            Require.that(!features.isEmpty(), "features", "at least one name", "none");
            Require.that(
                    features.stream().distinct().count() == features.size(), "features", "names that differ", features);
        }

        /** Where points go that cannot be used. */
        public String rejectedTopic() {
            return topic + ".rejected";
        }
    }

    /**
     * The topic of predictions.
     *
     * @param ahead closed-loop steps beyond the next point, or 0
     */
    public record Output(String topic, int ahead) {
        public Output {
            requireTopic(topic);
            Require.that(ahead >= 0 && ahead <= 10_000, "ahead", "a number from 0 to 10000", ahead);
        }
    }

    /** Plain predictors that need no training. */
    public enum Baseline {
        CONSTANT_POSITION("constant-position"),
        CONSTANT_VELOCITY("constant-velocity");

        private final String key;

        Baseline(String key) {
            this.key = key;
        }

        /** As it stands in the file. */
        public String key() {
            return key;
        }
    }

    /** Compacted; holds every stream's state. */
    public String stateTopic(String groupId) {
        return groupId + "." + name + ".state";
    }

    private static void requireTopic(String topic) {
        Require.that(
                topic.matches("[A-Za-z0-9._-]{1,230}"),
                "topic",
                "a Kafka topic name (letters, digits, . _ -)",
                '"' + topic + '"');
    }
}
