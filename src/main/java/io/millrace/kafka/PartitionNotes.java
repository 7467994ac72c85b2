package io.millrace.kafka;

import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What is noted with a partition's committed offset, and so holds exactly if the offset does: whole numbers by name, as the
 * text {@code model=3 time=1700000000000}. What a reader does not know it leaves alone.
 */
final class PartitionNotes {
    private final TreeMap<String, Long> notes = new TreeMap<>();

    /** Text of another make is not understood and counts as no notes. */
    static PartitionNotes parse(String metadata) {
        PartitionNotes parsed = new PartitionNotes();
        for (String note : metadata.isBlank() ? new String[0] : metadata.trim().split(" +")) {
            int equals = note.indexOf('=');
            if (equals < 1) {
                return new PartitionNotes();
            }
            try {
                parsed.put(note.substring(0, equals), Long.parseLong(note.substring(equals + 1)));
            } catch (NumberFormatException e) {
                return new PartitionNotes();
            }
        }
        return parsed;
    }

    OptionalLong get(String name) {
        Long value = notes.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** @param name letters */
    void put(String name, long value) {
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
