package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.codec.Rejection;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A processor that serves, with what came of it. */
final class Served implements StreamProcessor.Output {
    static final int PARTITION = 3;
    private static final Forgetting NEVER = new Forgetting(Optional.empty(), Optional.empty(), Forgetting.Time.EVENT);

    final Champion champion = Champion.of(1, task(1, 4));
    final StreamMailbox mailbox = new StreamMailbox();
    final List<String> predictions = new ArrayList<>();
    final Map<StreamKey, byte[]> states = new HashMap<>();
    final StreamsAside aside = new StreamsAside();
    final StreamProcessor processor;
    private long offset;

    static StreamTask task(int version, int replay) {
        return new StreamTask(
                StreamModels.lstm(3, Integer.toString(version), version),
                StreamSettings.next(0, Baseline.CONSTANT_POSITION).withReplay(replay));
    }

    Served(int room) {
        processor = new PredictionProcessor(
                champion,
                Kernels.best(),
                SequenceRules.of(NEVER),
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(room == Integer.MAX_VALUE ? StreamStore.NONE : aside, room),
                mailbox);
    }

    Served(Champion champion, Duration patience) {
        SequenceRules rules = new SequenceRules(NEVER, Optional.of(new Order(Order.By.TIME, patience, 10)), "");
        processor = new PredictionProcessor(
                champion,
                Kernels.best(),
                rules,
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(StreamStore.NONE, Integer.MAX_VALUE),
                mailbox);
    }

    Served own(String metadata) {
        processor.assigned(PARTITION, metadata);
        processor.restored(PARTITION);
        return this;
    }

    void point(String stream, long timestamp) {
        point(PARTITION, stream, timestamp);
    }

    void point(int partition, String stream, long timestamp) {
        String value = "[" + Math.sin(timestamp + stream.hashCode()) + "," + timestamp % 7 + "]";
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "points",
                partition,
                offset++,
                timestamp,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                StreamKey.of(stream).toBytes(),
                value.getBytes(UTF_8),
                new RecordHeaders(),
                Optional.empty());
        processor.process(List.of(record), this);
    }

    void commit() {
        write(PARTITION);
        processor.betweenTransactions(this);
    }

    void write(int of) {
        processor.drainChanges(of, (partition, key, value) -> states.put(StreamKey.of(key), value));
    }

    @Override
    public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
        predictions.add(new String(value, UTF_8));
    }

    @Override
    public void compared(double error, double baselineError) {}

    @Override
    public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
        throw new AssertionError(reason + ": " + detail);
    }
}
