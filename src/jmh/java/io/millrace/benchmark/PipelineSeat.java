package io.millrace.benchmark;

import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a {@link Pipeline} reads and writes, and what all of them have in common.
 *
 * @param checkpoint of Millrace's loop
 */
record PipelineSeat(
        String bootstrapServers, String group, String input, String output, Duration commit, Duration checkpoint) {
    static final int PARTITIONS = 4;

    PipelineSeat withCheckpoint(Duration every) {
        return new PipelineSeat(bootstrapServers, group, input, output, commit, every);
    }

    LoopSettings settings() {
        return new LoopSettings(
                Map.of("bootstrap.servers", bootstrapServers),
                group,
                "one",
                TopicNames.of(group, input, output),
                commit,
                checkpoint,
                false,
                PARTITIONS,
                (short) 1);
    }

    /** As the service sets them. */
    Map<String, Object> consumer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("group.id", group);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", "2000");
        return properties;
    }

    Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("transactional.id", group + ".one");
        properties.put("linger.ms", "5");
        properties.put("batch.size", "262144");
        return properties;
    }
}
