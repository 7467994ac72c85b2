package io.millrace.config;

/**
 * How a topic that is missing is created.
 *
 * @param partitions of an input topic; those made beside it take the input's own number
 * @param replication copies of each partition; -1 for the broker's default
 */
public record TopicConfig(int partitions, int replication) {
    static final int BROKERS_REPLICATION = -1;

    public static final TopicConfig DEFAULT = new TopicConfig(4, BROKERS_REPLICATION);

    public TopicConfig {
        Require.that(partitions >= 1 && partitions <= 10_000, "partitions", "a number from 1 to 10000", partitions);
        Require.that(
                replication == BROKERS_REPLICATION || (replication >= 1 && replication <= 100),
                "replication",
                "a number from 1 to 100, or -1 for the broker's default",
                replication);
    }
}
