package io.millrace.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a member still speaks with its group. A consumer whose broker is gone polls on as if there were nothing to read;
 * by its heartbeats one can tell that it does not know.
 */
final class GroupContact {
    private static final Logger log = LoggerFactory.getLogger(GroupContact.class);

    private static final String GROUP = "consumer-coordinator-metrics";
    private static final String NAME = "last-heartbeat-seconds-ago";

    private final String name;
    private final Consumer<?, ?> member;
    private final Duration longest;
    private final LoopClock clock;
    private Metric sinceHeartbeat; // null until it is there
    private long askedFirst; // nanoseconds; 0: not yet
    private boolean held = true;

    /** @param longest without a heartbeat */
    GroupContact(String name, Consumer<?, ?> member, Duration longest, LoopClock clock) {
        this.name = name;
        this.member = member;
        this.longest = longest;
        this.clock = clock;
    }

    /** To be asked from when the member has joined. */
    boolean holds() {
        if (askedFirst == 0) {
            askedFirst = clock.nanoTime();
            sinceHeartbeat = metric();
        }
        boolean holds = sinceHeartbeat == null || silence().compareTo(longest) <= 0;
        if (holds != held) {
            held = holds;
            tell();
        }
        return holds;
    }

    /** Errors: {@link FencedInstanceIdException} where another process of our name has taken our place. */
    void requireOurName() {
        // Only the coordinator knows; it checks a commit, which is of what is committed anyway.
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(member.committed(member.assignment()));
        committed.values().removeIf(Objects::isNull);
        try {
            member.commitSync(committed);
        } catch (CommitFailedException e) {
            member.poll(Duration.ZERO); // throws what the heartbeat was told
        }
    }

    private void tell() {
        if (held) {
            log.info("{}: hears from the group again", name);
        } else {
            log.warn(
                    "{}: expected to hear from the group within {}, found silence; waits for its broker",
                    name,
                    longest);
        }
    }

    private Duration silence() {
        double seconds = (double) sinceHeartbeat.metricValue();
        boolean sent = seconds >= 0;
        return sent ? Duration.ofMillis((long) (1000 * seconds)) : Duration.ofNanos(clock.nanoTime() - askedFirst);
    }

    private Metric metric() {
        return member.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(GROUP))
                .filter(metric -> metric.metricName().name().equals(NAME))
                .findAny()
                .orElse(null);
    }
}
