package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How models lie on their compacted topic of one partition:
 *
 * <pre>{@code
 *   ball@7#0, ball@7#1, …   pieces of a file too large for a record
 *   ball@7                  version 7: the file, or nothing where there are pieces
 *   ball                    the newest: the same once more
 *   ball@canary             the newest canary, instead: over with the next version for all
 *   headers                 version, sha-256, pieces, share of the streams; score, parent, window, seed, … as told
 * }</pre>
 */
final class ModelRecords {
    static final String VERSION = "version";
    static final String SHA_256 = "sha-256";
    static final String PIECES = "pieces";
    static final String SHARE = "share";
    private static final int ROOM_FOR_HEADERS = 16 * 1024;

    private final String topic;
    private final int largestValue;

    /** @param maxBytes of a record */
    ModelRecords(String topic, int maxBytes) {
        this.topic = topic;
        largestValue = Math.max(1024, maxBytes - ROOM_FOR_HEADERS);
    }

    static String key(String name, long version) {
        return name + "@" + version;
    }

    static String canary(String name) {
        return name + "@canary";
    }

    static String piece(String name, long version, int piece) {
        return key(name, version) + "#" + piece;
    }

    /** What publishes the model, the newest last. */
    List<ProducerRecord<byte[], byte[]>> of(PublishedModel model) {
        byte[] file = model.file();
        int pieces = file.length <= largestValue ? 0 : (file.length + largestValue - 1) / largestValue;
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            int from = piece * largestValue;
            byte[] part = Arrays.copyOfRange(file, from, Math.min(file.length, from + largestValue));
            records.add(record(piece(model.name(), model.generation(), piece), part));
        }
        byte[] value = pieces == 0 ? file : new byte[0];
        String newest = model.isCanary() ? canary(model.name()) : model.name();
        for (String key : List.of(key(model.name(), model.generation()), newest)) {
            ProducerRecord<byte[], byte[]> record = record(key, value);
            model.origin().forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
            Map.of(
                            VERSION, Long.toString(model.generation()),
                            SHA_256, PublishedModel.sha256(file),
                            PIECES, Integer.toString(pieces),
                            SHARE, Double.toString(model.share()))
                    .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
            records.add(record);
        }
        return records;
    }

    /** What removes the keys. */
    List<ProducerRecord<byte[], byte[]>> without(List<String> keys) {
        return keys.stream().map(key -> record(key, null)).toList();
    }

    private ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), value);
    }
}
