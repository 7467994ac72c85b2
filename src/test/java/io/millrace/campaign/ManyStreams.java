package io.millrace.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.codec.Rejection;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.SequenceRules;
import io.millrace.kafka.StreamMailbox;
import io.millrace.kafka.StreamProcessor;
import io.millrace.network.kernel.Kernels;
import io.millrace.store.DiskStreams;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * As many streams as asked for through one processor: each has a point, some come back, a successor restores all of them from
 * the changelog, and the same come back to it. A file stands for Kafka. Prints how long it takes, what a stream costs in
 * memory, and a sum over all that is predicted.
 */
public final class ManyStreams implements StreamProcessor.Output {
    private static final int POLL = 500;
    private static final int TRANSACTION = 10; // polls
    private static final int RETURNING = 100_000;

    private final StreamTask task;
    private final Path folder;
    private final int room;
    private long sum; // of all predictions' bytes
    private long offset;

    private ManyStreams(int units, Path folder, int room) {
        task = new StreamTask(StreamModels.lstm(units, "1"), StreamSettings.next(0, Baseline.CONSTANT_VELOCITY));
        this.folder = folder;
        this.room = room;
    }

    /** Arguments: streams, units of the LSTM, streams in memory (0: all), a folder. */
    public static void main(String[] arguments) throws IOException {
        int streams = Integer.parseInt(arguments[0]);
        int units = Integer.parseInt(arguments[1]);
        int room = Integer.parseInt(arguments[2]);
        new ManyStreams(units, Path.of(arguments[3]), room == 0 ? Integer.MAX_VALUE : room).run(streams);
    }

    private void run(int streams) throws IOException {
        Path changelog = folder.resolve("changelog");
        long before = used();
        long began = System.nanoTime();
        StreamProcessor processor = processor();
        processor.assigned(0, "");
        processor.restored(0);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(changelog), 1 << 16))) {
            take(processor, 0, streams, 1, out);
        }
        tell("first points of %d streams", streams, began, streams);
        System.out.printf(
                Locale.ROOT,
                "heap: %.0f bytes a stream, of which the network's state is %d; %d streams are on disk%n",
                (used() - before) / (double) streams,
                task.reader().stateSize() * Float.BYTES,
                processor.stored());
        sum = 0;
        comeBack(processor, streams);
        long first = sum;
        processor.close();

        began = System.nanoTime();
        StreamProcessor successor = processor();
        successor.assigned(0, "");
        restore(successor, changelog);
        successor.loaded(0);
        successor.restored(0);
        tell("%d streams restored", streams, began, streams);
        if (successor.streams() != streams) {
            throw new IllegalStateException("expected " + streams + " streams, found " + successor.streams());
        }
        sum = 0;
        comeBack(successor, streams);
        successor.close();
        if (first != sum) {
            throw new IllegalStateException("expected the same predictions after the restore, found others");
        }
        System.out.println("sum of predictions " + sum);
    }

    private StreamProcessor processor() {
        StreamStore store = room == Integer.MAX_VALUE ? StreamStore.NONE : new DiskStreams(folder.resolve("streams"));
        return new PredictionProcessor(
                Champion.forGood(task),
                Kernels.best(),
                SequenceRules.PLAIN,
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(store, room),
                new StreamMailbox());
    }

    private void comeBack(StreamProcessor processor, int streams) {
        long began = System.nanoTime();
        Random random = new Random(7);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < RETURNING; i++) {
            chosen.add(random.nextInt(streams));
        }
        for (int from = 0; from < chosen.size(); from += POLL) {
            List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
            chosen.subList(from, from + POLL).forEach(stream -> poll.add(record(stream, 2)));
            processor.process(poll, this);
            if (from / POLL % TRANSACTION == 0) {
                commit(processor, null);
            }
        }
        commit(processor, null);
        tell("%d points of streams that come back", RETURNING, began, RETURNING);
    }

    private void take(StreamProcessor processor, int from, int to, int n, DataOutputStream out) {
        List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
        int polls = 0;
        for (int stream = from; stream < to; stream++) {
            poll.add(record(stream, n));
            if (poll.size() == POLL || stream == to - 1) {
                processor.process(poll, this);
                poll.clear();
                if (++polls % TRANSACTION == 0 || stream == to - 1) {
                    commit(processor, out);
                }
            }
        }
    }

    private ConsumerRecord<byte[], byte[]> record(int stream, int n) {
        byte[] value = String.format(Locale.ROOT, "[%d.5,%d]", stream % 1000, n).getBytes(UTF_8);
        return new ConsumerRecord<>("points", 0, offset++, ("stream-" + stream).getBytes(UTF_8), value);
    }

    private void commit(StreamProcessor processor, DataOutputStream changelog) {
        processor.drainChanges(0, (partition, key, value) -> {
            try {
                if (changelog != null) {
                    changelog.writeInt(key.length);
                    changelog.write(key);
                    changelog.writeInt(value.length);
                    changelog.write(value);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        processor.betweenTransactions(this);
    }

    private static void restore(StreamProcessor processor, Path changelog) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(changelog), 1 << 16))) {
            while (true) {
                byte[] key = in.readNBytes(in.readInt());
                processor.restore(0, key, in.readNBytes(in.readInt()));
            }
        } catch (EOFException end) {
            return;
        }
    }

    private static void tell(String what, int number, long began, int things) {
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(Locale.ROOT, what + ": %.1f s, %.0f a second%n", number, seconds, things / seconds);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
        sum = 31 * sum + Arrays.hashCode(value);
    }

    @Override
    public void compared(double error, double baselineError) {}

    @Override
    public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
        throw new IllegalStateException(reason + ": " + detail);
    }

    @Override
    public void dropped(ConsumerRecord<byte[], byte[]> record) {
        throw new IllegalStateException("dropped: " + record);
    }

    @Override
    public void forgotten(int partition, byte[] key, String reason, byte[] value) {
        throw new IllegalStateException("forgotten: " + reason);
    }
}
