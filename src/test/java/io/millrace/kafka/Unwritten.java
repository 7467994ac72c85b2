package io.millrace.kafka;

import io.millrace.stream.StreamKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A processor that believes before every transaction that all its changes are written, though they are only kept for the next
 * checkpoint: so that happens between checkpoints what must not.
 */
final class Unwritten extends Wrapped {
    private final Set<Integer> served = new HashSet<>();
    private final Map<Integer, Map<StreamKey, byte[]>> kept = new HashMap<>(); // by partition
    private final Map<Integer, PartitionNotes> notes = new HashMap<>(); // as they were at the checkpoint

    Unwritten(StreamProcessor inner) {
        super(inner);
    }

    @Override
    public void restored(int partition) {
        super.restored(partition);
        served.add(partition);
        kept.put(partition, new LinkedHashMap<>());
    }

    @Override
    public void revoked(int partition) {
        super.revoked(partition);
        served.remove(partition);
        notes.remove(partition);
    }

    @Override
    public void betweenTransactions(Output output) {
        served.forEach(this::keep);
        super.betweenTransactions(output);
    }

    private void keep(int partition) {
        if (super.hasChanges(partition)) {
            notes.putIfAbsent(partition, PartitionNotes.parse(super.metadata(partition)));
            super.drainChanges(partition, (of, key, value) -> {
                kept.get(of).remove(StreamKey.of(key));
                kept.get(of).put(StreamKey.of(key), value);
            });
        }
    }

    @Override
    public String metadata(int partition) {
        PartitionNotes found = PartitionNotes.parse(super.metadata(partition));
        PartitionNotes noted = notes.get(partition);
        if (noted != null) {
            noted.get("time").ifPresent(time -> found.put("time", time));
            if (found.get("made").isEmpty()) {
                noted.get("made").ifPresent(made -> found.put("made", made));
            }
        }
        return found.toString();
    }

    @Override
    public boolean hasChanges(int partition) {
        return super.hasChanges(partition) || notes.containsKey(partition);
    }

    @Override
    public boolean needsCheckpoint(int partition) {
        return false;
    }

    @Override
    public void drainChanges(int partition, Changes changes) {
        if (served.contains(partition)) {
            keep(partition);
            kept.get(partition).forEach((key, value) -> changes.write(partition, key.toBytes(), value));
            kept.get(partition).clear();
            notes.remove(partition);
        }
        super.drainChanges(partition, changes);
    }
}
