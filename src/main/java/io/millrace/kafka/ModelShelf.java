package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What the models topic holds of one model, as far as it was read. */
final class ModelShelf {
    /** A record that is no model; serving goes on without it. */
    static final class BadModelException extends Exception {
        private static final long serialVersionUID = 1L;

        BadModelException(String message) {
            super(message);
        }
    }

    private final String name;
    private final Map<String, byte[]> pieces = new HashMap<>(); // by key
    private final TreeMap<Long, PublishedModel> versions = new TreeMap<>();
    private boolean tried; // whether there is a canary, or was one

    ModelShelf(String name) {
        this.name = name;
    }

    /**
     * Takes a record of any model.
     *
     * @return the model that the record makes the newest, or the canary, if it does
     */
    Optional<PublishedModel> take(ConsumerRecord<byte[], byte[]> record) throws BadModelException {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (key.equals(ModelRecords.canary(name))) {
            tried = record.value() != null;
            return tried ? Optional.of(read(record)) : Optional.empty();
        }
        if (key.startsWith(name + "@")) {
            if (key.contains("#")) {
                keep(key, record.value());
                return Optional.empty();
            }
            if (record.value() == null) {
                versions.remove(number(record, key.substring(name.length() + 1)));
                return Optional.empty();
            }
            PublishedModel model = read(record);
            versions.put(model.generation(), model);
            return Optional.empty();
        }
        return key.equals(name) && record.value() != null ? Optional.of(read(record)) : Optional.empty();
    }

    /** A version that is still kept. */
    Optional<PublishedModel> version(long generation) {
        return Optional.ofNullable(versions.get(generation));
    }

    List<Long> kept() {
        return List.copyOf(versions.keySet());
    }

    /** Keys of canaries, which the next version for all ends. */
    List<String> canaries() {
        return tried ? List.of(ModelRecords.canary(name)) : List.of();
    }

    /** Keys of all versions but the newest so many. */
    List<String> beyond(int keep) {
        List<String> keys = new ArrayList<>();
        versions.keySet().stream()
                .limit(Math.max(0, versions.size() - keep))
                .map(version -> ModelRecords.key(name, version))
                .forEach(version -> {
                    keys.add(version);
                    pieces.keySet().stream()
                            .filter(piece -> piece.startsWith(version + "#"))
                            .sorted()
                            .forEach(keys::add);
                });
        return keys;
    }

    private void keep(String key, byte[] value) {
        if (value == null) {
            pieces.remove(key);
        } else {
            pieces.put(key, value);
        }
    }

    private PublishedModel read(ConsumerRecord<byte[], byte[]> record) throws BadModelException {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
        }
        long version = number(record, headers.getOrDefault(ModelRecords.VERSION, "none"));
        long parts = number(record, headers.getOrDefault(ModelRecords.PIECES, "0"));
        byte[] file = parts == 0 ? record.value() : joined(record, version, parts);
        String expected = headers.getOrDefault(ModelRecords.SHA_256, "none");
        String found = PublishedModel.sha256(file);
        if (!found.equals(expected)) {
            throw bad(record, "expected bytes of sha-256 " + expected + ", found " + found);
        }
        double share = share(record, headers.getOrDefault(ModelRecords.SHARE, "1"));
        headers.keySet()
                .removeAll(
                        List.of(ModelRecords.VERSION, ModelRecords.PIECES, ModelRecords.SHA_256, ModelRecords.SHARE));
        if (version < 1) {
            throw bad(record, "expected a version of at least 1, found " + version);
        }
        return new PublishedModel(name, version, file, headers, share);
    }

    private byte[] joined(ConsumerRecord<byte[], byte[]> record, long version, long parts) throws BadModelException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int piece = 0; piece < parts; piece++) {
            byte[] part = pieces.get(ModelRecords.piece(name, version, piece));
            if (part == null) {
                throw bad(record, "expected " + parts + " pieces, found no number " + piece);
            }
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String text) throws BadModelException {
        if (!text.matches("\\d{1,18}")) {
            throw bad(record, "expected a number as version and pieces, found " + text);
        }
        return Long.parseLong(text);
    }

    private static double share(ConsumerRecord<byte[], byte[]> record, String text) throws BadModelException {
        double share = text.matches("\\d(\\.\\d{1,18})?(E-\\d{1,3})?") ? Double.parseDouble(text) : 0;
        if (!(share > 0 && share <= 1)) {
            throw bad(record, "expected a share of the streams above 0, at most 1, found " + text);
        }
        return share;
    }

    private static BadModelException bad(ConsumerRecord<byte[], byte[]> record, String what) {
        return new BadModelException(record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + what);
    }
}
