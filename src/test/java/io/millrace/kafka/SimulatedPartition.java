package io.millrace.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A partition's log: records, the markers of transactions, a high watermark, a last stable offset; it can be compacted. */
final class SimulatedPartition {
    /** @param transaction null where there is none */
    private record Entry(ConsumerRecord<byte[], byte[]> record, SimulatedTransaction transaction) {
        boolean committed() {
            return transaction == null || transaction.committed();
        }
    }

    /** @param next where the reader goes on */
    record Portion(List<ConsumerRecord<byte[], byte[]>> records, long next) {}

    private final TopicPartition name;
    private final TreeMap<Long, Entry> entries = new TreeMap<>(); // by offset
    private final Map<SimulatedTransaction, Long> open =
            new LinkedHashMap<>(); // first offset of those without a marker
    private long end;

    SimulatedPartition(TopicPartition name) {
        this.name = name;
    }

    void append(ProducerRecord<byte[], byte[]> sent, long now, SimulatedTransaction transaction) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                name.topic(),
                name.partition(),
                end,
                sent.timestamp() == null ? now : sent.timestamp(),
                TimestampType.CREATE_TIME,
                sent.key() == null ? ConsumerRecord.NULL_SIZE : sent.key().length,
                sent.value() == null ? ConsumerRecord.NULL_SIZE : sent.value().length,
                sent.key(),
                sent.value(),
                new RecordHeaders(sent.headers()),
                Optional.empty());
        entries.put(end, new Entry(record, transaction));
        if (transaction != null) {
            open.putIfAbsent(transaction, end);
        }
        end++;
    }

    /** The transaction's marker: what it wrote here becomes visible, or never will. */
    void mark(SimulatedTransaction transaction) {
        open.remove(transaction);
        end++;
    }

    long highWatermark() {
        return end;
    }

    long lastStableOffset() {
        return open.values().stream().min(Comparator.naturalOrder()).orElse(end);
    }

    Portion read(long from, int atMost, boolean committedOnly) {
        long to = committedOnly ? lastStableOffset() : end;
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Entry entry : entries.subMap(from, Math.max(from, to)).values()) {
            if (records.size() == atMost) {
                return new Portion(records, entry.record.offset());
            }
            if (!committedOnly || entry.committed()) {
                records.add(entry.record);
            }
        }
        return new Portion(records, Math.max(from, to)); // past markers, too
    }

    List<ConsumerRecord<byte[], byte[]>> committed() {
        return read(0, Integer.MAX_VALUE, true).records();
    }

    /** Leaves the newest record of each key, as far as transactions are decided; the newest records are never touched. */
    void compact(int untouched) {
        long to = Math.min(lastStableOffset(), end - untouched);
        Set<String> newer = new HashSet<>();
        List<Long> superfluous = new ArrayList<>();
        for (Entry entry : entries.headMap(to, false).descendingMap().values()) {
            if (!entry.committed() || !newer.add(Arrays.toString(entry.record.key()))) {
                superfluous.add(entry.record.offset());
            }
        }
        superfluous.forEach(entries::remove);
    }
}
