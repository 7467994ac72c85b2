package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSplitTest {
    private static final List<String> STREAMS =
            IntStream.range(0, 20).mapToObj(i -> "s" + i).toList();

    @Test
    void aSplitIsReadFromJson(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("split.json");
        Files.writeString(json, "{\"train\": [\"a\", \"b\"], \"test\": [\"c\"]}");

        assertEquals(new StreamSplit(List.of("a", "b"), List.of("c")), StreamSplit.read(json));
    }

    @Test
    void aSplitWithoutATestListIsRefused(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("split.json");
        Files.writeString(json, "{\"train\": [\"a\"]}");

        MalformedFileException refused = assertThrows(MalformedFileException.class, () -> StreamSplit.read(json));
        assertEquals(json + ": expected test to be a list of stream ids, found MISSING", refused.getMessage());
    }

    @Test
    void everyStreamIsOnOneSide() {
        assertThrows(IllegalArgumentException.class, () -> new StreamSplit(List.of("a", "b"), List.of("b")));

        StreamSplit split = StreamSplit.seeded(STREAMS, 0.25, 1);
        assertEquals(5, split.test().size());
        Set<String> both = new HashSet<>(split.train());
        both.addAll(split.test());
        assertEquals(new HashSet<>(STREAMS), both);
    }

    @Test
    void aSeedGivesTheSameSplitWhateverTheOrder() {
        List<String> backwards = new ArrayList<>(STREAMS);
        Collections.reverse(backwards);

        assertEquals(StreamSplit.seeded(STREAMS, 0.25, 7), StreamSplit.seeded(backwards, 0.25, 7));
        assertNotEquals(StreamSplit.seeded(STREAMS, 0.25, 7), StreamSplit.seeded(STREAMS, 0.25, 8));
    }

    @Test
    void atLeastOneStreamFallsOnEachSide() {
        assertEquals(1, StreamSplit.seeded(List.of("a", "b"), 0.01, 0).test().size());
        assertEquals(1, StreamSplit.seeded(List.of("a", "b"), 0.99, 0).train().size());
        assertThrows(IllegalArgumentException.class, () -> StreamSplit.seeded(List.of("a"), 0.5, 0));
    }
}
