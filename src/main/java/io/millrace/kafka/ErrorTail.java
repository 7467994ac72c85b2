package io.millrace.kafka;

import io.millrace.codec.RejectedException;
import io.millrace.codec.ResultReader;
import io.millrace.stream.Result;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Committed predictions with errors, of all instances, from now on; where there are too many, a part of them. */
public final class ErrorTail implements AutoCloseable {
    private final TopicTail tail;
    private final ResultReader json;

    /** @param settings that name the broker and the output */
    public ErrorTail(LoopSettings settings, ResultReader json) {
        this.json = json;
        tail = new TopicTail(settings, settings.topics().output());
    }

    /** Hands over those that have come since the last call. */
    public void drain(Consumer<Result> errors) {
        for (ConsumerRecord<byte[], byte[]> record : tail.poll()) {
            try {
                Result result = json.read(record.value());
                if (result.hasError()) {
                    errors.accept(result);
                }
            } catch (RejectedException e) {
                continue; // not one of ours
            }
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
