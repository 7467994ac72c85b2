package io.millrace.kafka;

import java.util.HashSet;
import java.util.List;

/** The topics of one loop. */
public record TopicNames(String input, String output, String rejected, String states) {
    public TopicNames {
        List<String> all = List.of(input, output, rejected, states);
        if (new HashSet<>(all).size() < all.size()) {
            throw new IllegalArgumentException("topics: expected four different names, found " + all);
        }
    }

    /** {@code <input>.rejected}, and {@code <group>.<input>.states} as states belong to a group of consumers. */
    public static TopicNames of(String group, String input, String output) {
        return new TopicNames(input, output, input + ".rejected", group + "." + input + ".states");
    }
}
