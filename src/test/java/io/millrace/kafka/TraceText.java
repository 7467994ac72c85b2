package io.millrace.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A client's call on one line: the same for the same history. */
final class TraceText {
    private TraceText() {}

    static String of(String method, Object[] given, Object answer) {
        List<Object> arguments = given == null ? List.of() : Arrays.asList(given);
        String call = method + arguments.stream().map(TraceText::text).collect(Collectors.joining(", ", "(", ")"));
        return answer == null ? call : call + " → " + text(answer);
    }

    private static String text(Object value) {
        if (value instanceof ProducerRecord<?, ?> record) {
            return record.topic() + "-" + record.partition();
        } else if (value instanceof ConsumerRecords<?, ?> records) {
            StringBuilder text = new StringBuilder();
            for (ConsumerRecord<?, ?> record : records) {
                text.append(text.isEmpty() ? "" : " ").append(record.topic());
                text.append('-').append(record.partition()).append('@').append(record.offset());
            }
            return text.isEmpty() ? "nothing" : text.toString();
        } else if (value instanceof OffsetAndMetadata offset) {
            return Long.toString(offset.offset());
        } else if (value instanceof CloseOptions
                || value instanceof ConsumerRebalanceListener
                || value instanceof Future) {
            return "…";
        }
        return String.valueOf(value);
    }
}
