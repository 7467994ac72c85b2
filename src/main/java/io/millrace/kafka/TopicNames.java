package io.millrace.kafka;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The topics of one loop.
 *
 * @param forgotten where it is told which streams were forgotten; empty: nowhere
 */
public record TopicNames(String input, String output, String rejected, String states, Optional<String> forgotten) {
    public TopicNames {
        List<String> all = new ArrayList<>(List.of(input, output, rejected, states));
        forgotten.ifPresent(all::add);
        if (new HashSet<>(all).size() < all.size()) {
            throw new IllegalArgumentException("topics: expected different names, found " + all);
        }
    }

    public TopicNames(String input, String output, String rejected, String states) {
        this(input, output, rejected, states, Optional.empty());
    }

    /** The same, and it is told which streams were forgotten. */
    public TopicNames withForgotten(String topic) {
        return new TopicNames(input, output, rejected, states, Optional.of(topic));
    }

    /** Those that the loop's transactions write to. */
    Set<String> written() {
        Set<String> written = new HashSet<>(List.of(output, rejected, states));
        forgotten.ifPresent(written::add);
        return written;
    }

    /** {@code <input>.rejected}, and {@code <group>.<input>.states} as states belong to a group of consumers. */
    public static TopicNames of(String group, String input, String output) {
        return new TopicNames(input, output, input + ".rejected", group + "." + input + ".states");
    }
}
