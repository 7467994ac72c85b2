package io.millrace.kafka;

import io.millrace.codec.Rejection;
import io.millrace.stream.HeldPoint;
import io.millrace.stream.Order;
import io.millrace.stream.PointOrder;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the points of each stream in the order of their numbers, or of their timestamps, however their records come. */
final class Reordering {
    private final PointOrder order;
    private final Order.By by;
    private final RecordReader reader; // with the number last among the values, where points have one

    Reordering(PointOrder order, Order.By by, RecordReader reader) {
        this.order = order;
        this.by = by;
        this.reader = reader;
    }

    /** @param time of the partition at this record */
    void take(ConsumerRecord<byte[], byte[]> record, long time, StreamProcessor.Output output, Intake intake) {
        pass(record.partition(), time, output, intake);
        SequencePoint point = reader.read(record, time, output);
        if (point == null) {
            return;
        }
        if (point.begins()) {
            flush(record, output, intake);
            intake.add(mark(point, true), record);
        }
        if (point.hasValues()) {
            arrive(record, point, output, intake);
        }
        if (point.ends()) {
            flush(record, output, intake);
            intake.add(mark(point, false), record);
        }
    }

    private void arrive(
            ConsumerRecord<byte[], byte[]> record, SequencePoint point, StreamProcessor.Output output, Intake intake) {
        List<HeldPoint> let = new ArrayList<>();
        long place = by == Order.By.TIME ? record.timestamp() : (long) point.values()[point.values().length - 1];
        switch (order.arrive(record.partition(), point.stream(), place, point.time(), HeldRecord.write(record), let)) {
            case DUPLICATE -> output.dropped(record);
            case LATE -> output.rejected(record, Rejection.TOO_LATE, "its stream has gone on without it");
            case TAKEN -> {
                intake.add(SequencePoint.heard(point), record);
                add(record.partition(), record.key(), let, output, intake);
            }
        }
    }

    /** The partition's time has moved on: points that waited long enough may go on. */
    void pass(int partition, long time, StreamProcessor.Output output, Intake intake) {
        Map<StreamKey, List<HeldPoint>> let = new LinkedHashMap<>();
        order.pass(partition, time, let);
        let.forEach((stream, points) -> add(partition, stream.toBytes(), points, output, intake));
    }

    private void flush(ConsumerRecord<byte[], byte[]> record, StreamProcessor.Output output, Intake intake) {
        List<HeldPoint> let = new ArrayList<>();
        order.flush(record.partition(), StreamKey.of(record.key()), let);
        add(record.partition(), record.key(), let, output, intake);
    }

    private void add(int partition, byte[] key, List<HeldPoint> let, StreamProcessor.Output output, Intake intake) {
        for (HeldPoint held : let) {
            ConsumerRecord<byte[], byte[]> record = HeldRecord.read(partition, key, held.record());
            SequencePoint point = reader.read(record, held.time(), output);
            boolean usable = point != null && point.hasValues();
            if (usable) { // else it waited under a model that reads other points, and is rejected now
                intake.add(unmarked(point), record);
            }
        }
    }

    private SequencePoint unmarked(SequencePoint point) {
        double[] values =
                by == Order.By.TIME ? point.values() : Arrays.copyOf(point.values(), point.values().length - 1);
        return point.with(values, false, false);
    }

    private static SequencePoint mark(SequencePoint point, boolean begins) {
        return point.with(new double[0], begins, !begins);
    }
}
