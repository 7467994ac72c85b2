package io.millrace.kafka;

import io.millrace.codec.RejectedException;
import io.millrace.codec.ValueDecoder;
import io.millrace.encoding.Encoding;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The points that come in, of all partitions, from now on; where there are too many, a part of them. */
public final class InputTail implements AutoCloseable {
    private final TopicTail tail;
    private final ValueDecoder decoder;
    private final int width;

    /** @param settings that name the broker and the input */
    public InputTail(LoopSettings settings, Encoding encoding, SequenceRules rules) {
        tail = new TopicTail(settings, settings.topics().input());
        decoder = rules.decoder(encoding);
        width = encoding.width();
    }

    /** Hands over the points that have come since the last call. */
    public void drain(Consumer<double[]> points) {
        for (ConsumerRecord<byte[], byte[]> record : tail.poll()) {
            if (record.value() != null && record.value().length > 0) {
                try {
                    points.accept(Arrays.copyOf(decoder.decode(record.value()), width)); // without a number behind it
                } catch (RejectedException e) {
                    continue; // serving has sent it to the rejected topic
                }
            }
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
