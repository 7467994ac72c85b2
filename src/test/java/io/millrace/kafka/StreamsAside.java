package io.millrace.kafka;

import io.millrace.codec.StateFormat;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A store of streams without a disk. */
class StreamsAside implements StreamStore {
    private final Map<Integer, Map<StreamKey, byte[]>> partitions = new HashMap<>();

    @Override
    public void put(int partition, StreamKey key, StreamSnapshot snapshot) {
        byte[] before =
                partitions.computeIfAbsent(partition, any -> new HashMap<>()).put(key, StateFormat.write(snapshot));
        if (before != null) {
            throw new IllegalStateException(key + ": expected not to be held, found " + partitions.get(partition));
        }
    }

    @Override
    public Optional<StreamSnapshot> take(int partition, StreamKey key) {
        return Optional.ofNullable(
                        partitions.getOrDefault(partition, new HashMap<>()).remove(key))
                .map(StateFormat::read);
    }

    @Override
    public Optional<Quiet> quietest(int partition) {
        return partitions.getOrDefault(partition, Map.of()).entrySet().stream()
                .map(entry -> new Quiet(
                        entry.getKey(), StateFormat.read(entry.getValue()).heard()))
                .min((a, b) -> a.heard() != b.heard()
                        ? Long.compare(a.heard(), b.heard())
                        : a.key().toString().compareTo(b.key().toString()));
    }

    @Override
    public void drop(int partition) {
        partitions.remove(partition);
    }

    @Override
    public int size() {
        return partitions.values().stream().mapToInt(Map::size).sum();
    }

    @Override
    public void close() {
        partitions.clear();
    }
}
