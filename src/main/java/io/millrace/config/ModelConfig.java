package io.millrace.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One model and its topics.
 *
 * @param file empty: the first model comes from the models topic, or from retraining
 * @param sequences how long streams are remembered
 * @param streams where they are held
 * @param baseline the plain predictor whose error stands beside the model's
 * @param retrain while it serves; empty: the file's model serves for good
 * @param api how it is reached over HTTP
 */
public record ModelConfig(
        String name,
        Input input,
        Output output,
        Predict predict,
        Path file,
        Baseline baseline,
        SequenceConfig sequences,
        RoomConfig streams,
        Optional<RetrainConfig> retrain,
        ApiConfig api) {
    static final Path NO_FILE = Path.of("");

    public ModelConfig {
        Require.that(name.matches("[A-Za-z0-9._-]{1,100}"), "name", "letters, digits, . _ -", '"' + name + '"');
        sequences.order().flatMap(OrderConfig::field).ifPresent(field -> {
            Require.that(input.tokens().isEmpty(), "order.field", "it with features only", field);
            Require.that(!input.features().contains(field), "order.field", "none of the features", field);
        });
        boolean next = predict == Predict.NEXT;
        boolean several = predict == Predict.GENERATE || predict == Predict.DECODE;
        boolean waits = predict == Predict.LABEL || predict == Predict.DECODE;
        Require.that(next || output.ahead() == 0, "output.ahead", "it with predict: next only", predict.key());
        Require.that(waits || !output.running(), "output.running", "it with label or decode only", predict.key());
        Require.that(several || output.beam() == 1, "output.beam", "it with generate or decode only", predict.key());
        Require.that(
                (baseline == Baseline.UNIGRAM) == input.tokens().isPresent(),
                "baseline",
                input.tokens().isPresent() ? "unigram, as the input is tokens" : "constant-position or -velocity",
                baseline.key());
        retrain.ifPresent(how -> requireTeachable(how, input, predict, file));
        Require.that(retrain.isPresent() || !file.equals(NO_FILE), "file", "a model file, or retrain", "neither");
    }

    private static void requireTeachable(RetrainConfig retrain, Input input, Predict predict, Path file) {
        boolean label = predict == Predict.LABEL;
        Require.that(predict == Predict.NEXT || label, "retrain", "it with next or label only", predict.key());
        Require.that(
                label == retrain.labels().isPresent(),
                "retrain.labels",
                label ? "the topic of labels, as labels are predicted" : "it with predict: label only",
                retrain.labels().orElse("none"));
        Require.that(
                !label || retrain.canary().isEmpty(), "retrain.canary", "it where points tell the error", "labels");
        Require.that(
                input.tokens().isEmpty() || !file.equals(NO_FILE),
                "file",
                "a model that brings its vocabulary",
                "none");
    }

    /** Of a file's model, for good. */
    public ModelConfig(String name, Input input, Output output, Predict predict, Path file, Baseline baseline) {
        this(
                name,
                input,
                output,
                predict,
                file,
                baseline,
                SequenceConfig.DEFAULT,
                RoomConfig.DEFAULT,
                Optional.empty(),
                ApiConfig.DEFAULT);
    }

    public boolean hasFile() {
        return !file.equals(NO_FILE);
    }

    public ModelConfig withRetrain(RetrainConfig how) {
        return new ModelConfig(name, input, output, predict, file, baseline, sequences, streams, Optional.of(how), api);
    }

    /** The next point. */
    public ModelConfig(String name, Input input, Output output, Path file, Baseline baseline) {
        this(name, input, output, Predict.NEXT, file, baseline);
    }

    /** The four shapes. */
    public enum Predict {
        NEXT,
        LABEL,
        GENERATE,
        DECODE;

        /** As it stands in the file. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What tokens are. */
    public enum Tokens {
        CHARACTERS,
        WORDS;

        /** As it stands in the file. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * The topic of points or tokens.
     *
     * @param features of a point; empty where tokens come
     * @param window how many of the last points a network sees that looks ahead (Bidirectional)
     * @param longest how many of a finished sequence's last points it sees
     */
    public record Input(String topic, List<String> features, Optional<Tokens> tokens, int window, int longest) {
        static final int WINDOW = 32;
        static final int LONGEST = 1000;

        public Input {
            features = List.copyOf(features);
            requireTopic("topic", topic);
            Require.that(
                    features.isEmpty() == tokens.isPresent(),
                    "features",
                    "either features: [x, y] or tokens: characters",
                    features.isEmpty() ? "neither" : "both");
            Require.that(
                    features.stream().distinct().count() == features.size(), "features", "names that differ", features);
            Require.that(window >= 1 && window <= 10_000, "window", "a number from 1 to 10000", window);
            Require.that(
                    longest >= window && longest <= 100_000,
                    "longest",
                    "a number from the window's " + window + " to 100000",
                    longest);
        }

        /** Points, for a network that can be stepped. */
        public Input(String topic, List<String> features) {
            this(topic, features, Optional.empty(), WINDOW, LONGEST);
        }

        /** Tokens, for a network that can be stepped. */
        public Input(String topic, Tokens tokens) {
            this(topic, List.of(), Optional.of(tokens), WINDOW, LONGEST);
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
     * @param top how many of the likeliest labels or tokens are told
     * @param running whether every point yields an answer, too, where the end of the sequence does
     * @param steps most outputs of one sequence that is generated or decoded
     * @param beam beginnings that a decoder of tokens keeps side by side
     * @param labels of a network's outputs, where its file does not name them
     */
    public record Output(String topic, int ahead, int top, boolean running, int steps, int beam, List<String> labels) {
        static final int TOP = 5;
        static final int STEPS = 100;

        public Output {
            labels = List.copyOf(labels);
            requireTopic("topic", topic);
            Require.that(ahead >= 0 && ahead <= 10_000, "ahead", "a number from 0 to 10000", ahead);
            Require.that(top >= 1 && top <= 1000, "top", "a number from 1 to 1000", top);
            Require.that(steps >= 1 && steps <= 10_000, "steps", "a number from 1 to 10000", steps);
            Require.that(beam >= 1 && beam <= 100, "beam", "a number from 1 to 100", beam);
        }

        public Output(String topic, int ahead) {
            this(topic, ahead, TOP, false, STEPS, 1, List.of());
        }
    }

    /** Plain predictors that need no training. */
    public enum Baseline {
        CONSTANT_POSITION("constant-position"),
        CONSTANT_VELOCITY("constant-velocity"),
        /** How often each token came in its stream so far. */
        UNIGRAM("unigram");

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

    static void requireTopic(String key, String topic) {
        Require.that(
                topic.matches("[A-Za-z0-9._-]{1,230}"),
                key,
                "a Kafka topic name (letters, digits, . _ -)",
                '"' + topic + '"');
    }
}
