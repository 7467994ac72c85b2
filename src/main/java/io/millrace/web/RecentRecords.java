package io.millrace.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The newest committed predictions of one model, and the newest of each stream: what snapshots and most resumed clients are
 * answered from. Bounded. One thread, the event loop's.
 */
final class RecentRecords {
    private static final class Partition {
        private final NavigableMap<Long, LiveRecord> records = new TreeMap<>(); // by offset
        private long from; // everything committed from here on …
        private long next; // … to here is in memory
    }

    private final int most;
    private final long mostCharacters;
    private final int mostStreams;
    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private final Map<String, LiveRecord> newest = new LinkedHashMap<>(); // by stream, the one longest silent first
    private int count;
    private long characters;

    RecentRecords(int most, long mostCharacters, int mostStreams) {
        this.most = most;
        this.mostCharacters = mostCharacters;
        this.mostStreams = mostStreams;
    }

    /** A partition is followed from an offset on; what was known of it stands only if it joins on. */
    void begin(int number, long offset) {
        Partition partition = partitions.get(number);
        if (partition != null && partition.next == offset) {
            return;
        }
        if (partition != null) {
            partition.records.values().forEach(this::uncount);
        }
        Partition fresh = new Partition();
        fresh.from = offset;
        fresh.next = offset;
        partitions.put(number, fresh);
    }

    /** Takes the next one of its partition; false: it has been taken before. */
    boolean add(LiveRecord record) {
        Partition partition = partitions.computeIfAbsent(record.partition(), number -> new Partition());
        if (record.offset() < partition.next) {
            return false;
        }
        partition.records.put(record.offset(), record);
        partition.next = record.offset() + 1;
        count++;
        characters += record.json().length();
        newest.remove(record.stream()); // removed and put again: the newest last
        newest.put(record.stream(), record);
        if (newest.size() > mostStreams) {
            newest.remove(newest.keySet().iterator().next());
        }
        while (count > most || characters > mostCharacters && count > 1) {
            evict();
        }
        return true;
    }

    /** From the partition that has most. */
    private void evict() {
        Partition largest = null;
        for (Partition partition : partitions.values()) {
            if (largest == null || partition.records.size() > largest.records.size()) {
                largest = partition;
            }
        }
        LiveRecord oldest = largest.records.pollFirstEntry().getValue();
        largest.from = oldest.offset() + 1;
        uncount(oldest);
    }

    private void uncount(LiveRecord gone) {
        count--;
        characters -= gone.json().length();
    }

    /** The next offset of every partition that is followed. */
    Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>();
        partitions.forEach((number, partition) -> positions.put(number, partition.next));
        return positions;
    }

    /** The newest of each stream, the one longest silent first. */
    List<LiveRecord> newest() {
        return new ArrayList<>(newest.values());
    }

    /** Whether everything from this offset on is here. */
    boolean reaches(int partition, long offset) {
        return !partitions.containsKey(partition) || offset >= partitions.get(partition).from;
    }

    long next(int partition) {
        return partitions.containsKey(partition) ? partitions.get(partition).next : 0;
    }

    /** Those from an offset on, oldest first. */
    Iterable<LiveRecord> from(int partition, long offset) {
        return partitions.containsKey(partition)
                ? partitions.get(partition).records.tailMap(offset, true).values()
                : List.of();
    }
}
