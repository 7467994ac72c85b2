package io.millrace.kafka;

import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What is noted with a partition's committed offset, and so holds exactly if the offset does: whole numbers by name, as the
 * text {@code model=3 other=17}. What a reader does not know it leaves alone.
 */
public final class PartitionNotes {
    private final TreeMap<String, Long> notes = new TreeMap<>();

    /** Those of a committed offset; null: there is none. */
    static PartitionNotes of(OffsetAndMetadata offset) {
        return offset == null ? new PartitionNotes() : parse(offset.metadata());
    }

    /** Text of another make is not understood and counts as no notes. */
    static PartitionNotes parse(String metadata) {
        PartitionNotes parsed = new PartitionNotes();
        for (String note : metadata.isBlank() ? new String[0] : metadata.trim().split(" +")) {
            int equals = note.indexOf('=');
            if (equals < 1 || !note.substring(equals + 1).matches("-?\\d{1,18}")) {
                return new PartitionNotes();
            }
            parsed.put(note.substring(0, equals), Long.parseLong(note.substring(equals + 1)));
        }
        return parsed;
    }

    public OptionalLong get(String name) {
        Long value = notes.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** @param name letters */
    public void put(String name, long value) {
        notes.put(name, value);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        notes.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return text.toString();
    }
}
