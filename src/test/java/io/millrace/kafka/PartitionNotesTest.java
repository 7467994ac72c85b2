package io.millrace.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartitionNotesTest {
    @Test
    void whatIsNotedIsReadAgain() {
        PartitionNotes notes = new PartitionNotes();
        notes.put("watermark", -17);
        notes.put("model", 3);
        assertEquals("model=3 watermark=-17", notes.toString());
        PartitionNotes read = PartitionNotes.parse(notes.toString());
        assertEquals(OptionalLong.of(3), read.get("model"));
        assertEquals(OptionalLong.of(-17), read.get("watermark"));
        assertEquals(OptionalLong.empty(), read.get("other"));
    }

    @Test
    void foreignMetadataIsNoNote() {
        for (String text : new String[] {"", "  ", "consumed by x", "{\"a\":1}", "model=", "model=x", "=3"}) {
            assertEquals("", PartitionNotes.parse(text).toString(), text);
        }
    }
}
