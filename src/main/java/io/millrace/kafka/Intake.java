package io.millrace.kafka;

import io.millrace.stream.SequencePoint;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Points to be taken, in order, each with the record that caused it. */
final class Intake {
    private final List<SequencePoint> points = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> causes = new ArrayList<>();

    void add(SequencePoint point, ConsumerRecord<byte[], byte[]> cause) {
        points.add(point);
        causes.add(cause);
    }

    List<SequencePoint> points() {
        return points;
    }

    ConsumerRecord<byte[], byte[]> cause(int index) {
        return causes.get(index);
    }
}
