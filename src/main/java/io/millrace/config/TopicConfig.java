package io.millrace.config;

/**
 * How a topic that is missing is created.
 *
 * @param partitions of an input topic; those made beside it take the input's own number
 * @param replication 1 suits a single broker alone
 */
public record TopicConfig(int partitions, int replication) {
    public static final TopicConfig DEFAULT = new TopicConfig(4, 1);

    public TopicConfig {
        Require.that(partitions >= 1 && partitions <= 10_000, "partitions", "a number from 1 to 10000", partitions);
        Require.that(replication >= 1 && replication <= 100, "replication", "a number from 1 to 100", replication);
    }
}
