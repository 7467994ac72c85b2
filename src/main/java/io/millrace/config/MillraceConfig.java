package io.millrace.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that one process of Millrace is told.
 *
 * @param instance stable from one start to the next and different in every process of a group: it names the group member
 *     and the transactions, so that a restarted process takes its own place at once
 * @param threads prediction loops of each model in this process
 * @param commit longest life of one transaction
 * @param tracing where traces go
 * @param checkpoint how often changed states are written; 0: with every commit
 * @param standby whether each loop keeps the states of the partitions, too, that other loops serve
 */
public record MillraceConfig(
        KafkaConfig kafka,
        HttpConfig http,
        String instance,
        int threads,
        Duration commit,
        Duration checkpoint,
        boolean standby,
        List<ModelConfig> models,
        TracingConfig tracing) {
    static final Duration LONGEST_COMMIT = Duration.ofSeconds(2);
    static final Duration LONGEST_CHECKPOINT = Duration.ofHours(1);

    public MillraceConfig {
        models = List.copyOf(models);
        Require.that(threads >= 1 && threads <= 256, "threads", "a number from 1 to 256", threads);
        Require.that(!instance.isBlank(), "instance", "a name", '"' + instance + '"');
        Require.that(
                commit.toMillis() >= 1 && commit.compareTo(LONGEST_COMMIT) <= 0,
                "commit",
                "a duration from 1ms to 2s",
                commit);
        Require.that(
                checkpoint.compareTo(LONGEST_CHECKPOINT) <= 0, "checkpoint", "a duration from 0s to 1h", checkpoint);
        Require.that(!models.isEmpty(), "models", "at least one model", "none");
    }

    /** Without traces and standby. */
    public MillraceConfig(
            KafkaConfig kafka,
            HttpConfig http,
            String instance,
            int threads,
            Duration commit,
            Duration checkpoint,
            List<ModelConfig> models) {
        this(kafka, http, instance, threads, commit, checkpoint, false, models, TracingConfig.OFF);
    }

    /** The same with another broker: the embedded one once it has an address. */
    public MillraceConfig at(String bootstrapServers) {
        return new MillraceConfig(
                kafka.at(bootstrapServers), http, instance, threads, commit, checkpoint, standby, models, tracing);
    }

    /** What is printed at start: an allow-list, so that no secret can be among it. */
    public String describe() {
        return "instance %s, %d thread(s), commit %d ms, checkpoint %d ms, standby %b, broker %s, group %s, http %d, management %d, models %s"
                .formatted(
                        instance,
                        threads,
                        commit.toMillis(),
                        checkpoint.toMillis(),
                        standby,
                        kafka.embedded().map(e -> "embedded").orElseGet(kafka::bootstrapServers),
                        kafka.groupId(),
                        http.port(),
                        http.managementPort(),
                        models.stream().map(ModelConfig::name).collect(Collectors.joining(", ", "[", "]")));
    }
}
