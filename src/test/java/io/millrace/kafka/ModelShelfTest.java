package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ModelShelfTest {
    private static final int MAX_BYTES = 20 * 1024;

    private final ModelShelf shelf = new ModelShelf("ball");
    private long offset;

    private static byte[] file(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static List<ProducerRecord<byte[], byte[]>> records(long version, byte[] file) {
        return new ModelRecords("models", MAX_BYTES).of(new PublishedModel("ball", version, file, Map.of("seed", "7")));
    }

    private Optional<PublishedModel> take(ProducerRecord<byte[], byte[]> record) throws ModelShelf.BadModelException {
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>("models", 0, offset++, record.key(), record.value());
        record.headers().forEach(read.headers()::add);
        return shelf.take(read);
    }

    private Optional<PublishedModel> takeAll(List<ProducerRecord<byte[], byte[]>> records)
            throws ModelShelf.BadModelException {
        Optional<PublishedModel> newest = Optional.empty();
        for (ProducerRecord<byte[], byte[]> record : records) {
            newest = take(record);
        }
        return newest;
    }

    @Test
    void aSmallFileIsOneRecordUnderTheModelsName() throws ModelShelf.BadModelException {
        byte[] file = file(3000, 1);
        List<ProducerRecord<byte[], byte[]>> records = records(2, file);
        assertEquals(
                List.of("ball@2", "ball"),
                records.stream().map(record -> new String(record.key(), UTF_8)).toList());
        assertArrayEquals(file, records.get(1).value());
        PublishedModel read = takeAll(records).orElseThrow();
        assertEquals(2, read.generation());
        assertEquals(Map.of("seed", "7"), read.origin());
        assertArrayEquals(file, read.file());
    }

    @Test
    void aLargeFileGoesInPieces() throws ModelShelf.BadModelException {
        byte[] file = file(3 * MAX_BYTES, 2);
        List<ProducerRecord<byte[], byte[]>> records = records(2, file);
        assertTrue(records.size() > 4);
        assertTrue(records.stream().allMatch(record -> record.value().length < MAX_BYTES));
        assertArrayEquals(file, takeAll(records).orElseThrow().file());
    }

    @Test
    void aMissingPieceOrAChangedByteIsRefused() {
        List<ProducerRecord<byte[], byte[]>> pieces = records(2, file(3 * MAX_BYTES, 2));
        ModelShelf.BadModelException missing =
                assertThrows(ModelShelf.BadModelException.class, () -> takeAll(pieces.subList(1, pieces.size())));
        assertTrue(missing.getMessage().contains("no number 0"), missing.getMessage());

        List<ProducerRecord<byte[], byte[]>> changed = records(3, file(100, 3));
        changed.get(1).value()[5] ^= 1;
        ModelShelf.BadModelException wrong = assertThrows(ModelShelf.BadModelException.class, () -> takeAll(changed));
        assertTrue(wrong.getMessage().startsWith("models-0@"), wrong.getMessage());
        assertTrue(wrong.getMessage().contains("sha-256"), wrong.getMessage());
        assertThrows(
                ModelShelf.BadModelException.class,
                () -> take(new ProducerRecord<>("models", 0, "ball".getBytes(UTF_8), new byte[] {1, 2})));
    }

    @Test
    void otherModelsAreLeftAlone() throws ModelShelf.BadModelException {
        assertEquals(Optional.empty(), take(new ProducerRecord<>("models", 0, "text".getBytes(UTF_8), new byte[1])));
        assertEquals(Optional.empty(), take(new ProducerRecord<>("models", 0, "ball2".getBytes(UTF_8), new byte[1])));
        assertEquals(Optional.empty(), take(new ProducerRecord<>("models", 0, null, new byte[1])));
    }

    @Test
    void theLastVersionsAreKeptAndOneMayServeAgain() throws ModelShelf.BadModelException {
        for (long version = 1; version <= 4; version++) {
            takeAll(records(version, file(version == 2 ? 2 * MAX_BYTES : 500, version)));
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), shelf.kept());
        List<String> beyond = shelf.beyond(2);
        assertEquals(List.of("ball@1", "ball@2", "ball@2#0"), beyond.subList(0, 3));
        takeAll(new ModelRecords("models", MAX_BYTES).without(beyond));
        assertEquals(List.of(3L, 4L), shelf.kept());

        PublishedModel again = shelf.version(3).orElseThrow().again(5);
        assertEquals("3", again.origin().get("rollback"));
        assertArrayEquals(file(500, 3), again.file());
    }
}
