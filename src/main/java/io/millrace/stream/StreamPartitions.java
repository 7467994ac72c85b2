package io.millrace.stream;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The partitions held here, by number. */
final class StreamPartitions {
    private final Map<Integer, StreamPartition> byNumber = new HashMap<>();
    private StreamPartition newest; // asked for; null: none

    /** Errors: one that is held already. */
    void add(StreamPartition partition) {
        if (byNumber.putIfAbsent(partition.number, partition) != null) {
            throw new IllegalStateException("partition " + partition.number + ": expected it not to be open yet");
        }
    }

    /** Null: it was not held. */
    StreamPartition remove(int number) {
        newest = null;
        return byNumber.remove(number);
    }

    /** Errors: one that is not held here. */
    StreamPartition get(int number) {
        StreamPartition partition = newest;
        if (partition != null && partition.number == number) {
            return partition; // a poll brings one partition's records after another's
        }
        partition = byNumber.get(number);
        newest = partition;
        if (partition == null) {
            throw new IllegalStateException("partition " + number + ": expected one of " + byNumber.keySet());
        }
        return partition;
    }

    Collection<StreamPartition> all() {
        return byNumber.values();
    }

    /** The numbers of those. */
    Set<Integer> numbers(Predicate<StreamPartition> which) {
        return byNumber.values().stream()
                .filter(which)
                .map(partition -> partition.number)
                .collect(Collectors.toSet());
    }
}
