package io.millrace.store;

import io.millrace.codec.StateFormat;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * Streams in a file of their own, which begins empty: the changelog is what outlives the process. Of each partition there is
 * a map of states by key, and one of keys in the order in which the streams were heard of.
 *
 * <p>Nothing is written in the background, so that whatever fails, fails the call. Errors: {@link UncheckedIOException} that
 * names the file when the disk is full or broken; then the store can only be closed.
 */
public final class DiskStreams implements StreamStore {
    private static final int CACHE_MEBIBYTES = 16;
    private static final int UNSAVED_BYTES = 8 << 20; // then they are written
    private static final int FILL_PERCENT = 50; // of the file, below which it is tidied
    private static final int TIDIED_BYTES = 8 << 20; // at a time
    private static final byte[] NOTHING = {};

    private record Partition(MVMap<byte[], byte[]> states, MVMap<byte[], byte[]> byTime) {}

    private final Path file;
    private final MVStore store;
    private final Map<Integer, Partition> partitions = new HashMap<>();
    private int size;

    /** Errors: a directory that cannot be written to. */
    public DiskStreams(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
        store = new MVStore.Builder()
                .fileName(file.toString())
                .cacheSize(CACHE_MEBIBYTES)
                .autoCommitDisabled()
                .open();
        store.setVersionsToKeep(0);
        store.setRetentionTime(0);
    }

    @Override
    public void put(int partition, StreamKey key, StreamSnapshot snapshot) {
        byte[] name = key.toBytes();
        Partition put = partition(partition);
        try {
            put.states.put(name, StateFormat.write(snapshot));
            put.byTime.put(timed(snapshot.heard(), name), NOTHING);
            size++;
            saveIfMuch();
        } catch (MVStoreException e) {
            throw failed(e);
        }
    }

    private void saveIfMuch() {
        if (store.getUnsavedMemory() > UNSAVED_BYTES) {
            store.commit();
            store.compact(FILL_PERCENT, TIDIED_BYTES);
        }
    }

    @Override
    public Optional<StreamSnapshot> take(int partition, StreamKey key) {
        Partition taken = partitions.get(partition);
        if (taken == null) {
            return Optional.empty();
        }
        byte[] name = key.toBytes();
        try {
            byte[] state = taken.states.get(name);
            if (state == null) {
                return Optional.empty();
            }
            StreamSnapshot snapshot = StateFormat.read(state);
            taken.states.remove(name);
            taken.byTime.remove(timed(snapshot.heard(), name));
            size--;
            return Optional.of(snapshot);
        } catch (MVStoreException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<Quiet> quietest(int partition) {
        Partition asked = partitions.get(partition);
        try {
            byte[] first = asked == null ? null : asked.byTime.firstKey();
            return first == null ? Optional.empty() : Optional.of(quiet(first));
        } catch (MVStoreException e) {
            throw failed(e);
        }
    }

    @Override
    public void drop(int partition) {
        Partition dropped = partitions.remove(partition);
        if (dropped != null) {
            size -= dropped.states.size();
            try {
                store.removeMap(dropped.states);
                store.removeMap(dropped.byTime);
            } catch (MVStoreException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public int size() {
        return size;
    }

    /** What was held is gone. */
    @Override
    public void close() {
        store.closeImmediately();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Partition partition(int number) {
        return partitions.computeIfAbsent(number, any -> new Partition(map("states-" + any), map("times-" + any)));
    }

    private MVMap<byte[], byte[]> map(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** In the order of bytes, which the store takes for unsigned: by time, then by key. */
    private static byte[] timed(long heard, byte[] key) {
        return ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(heard ^ Long.MIN_VALUE)
                .put(key)
                .array();
    }

    private static Quiet quiet(byte[] timed) {
        ByteBuffer in = ByteBuffer.wrap(timed);
        long heard = in.getLong() ^ Long.MIN_VALUE;
        byte[] key = new byte[in.remaining()];
        in.get(key);
        return new Quiet(StreamKey.of(key), heard);
    }

    private UncheckedIOException failed(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        IOException why = new IOException(file + ": expected to hold the streams that memory has no room for, found: "
                + cause.getMessage() + "; free some disk, or raise streams.memory");
        why.initCause(e);
        return new UncheckedIOException(why.getMessage(), why);
    }
}
