package io.millrace.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** What the broker answers to a client that does not wait for it by itself. */
final class BrokerAnswer {
    private BrokerAnswer() {}

    /** Waits for it. Errors: the broker's, as if the call had thrown them, so that a caller can catch them by their kind. */
    static <T> T of(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }

    /** What the broker answered first, where the client only says that it has been in an error state since. */
    static RuntimeException behind(RuntimeException error) {
        return error.getClass() == KafkaException.class && error.getCause() instanceof KafkaException first
                ? first
                : error;
    }
}
