package io.millrace.api;

import io.millrace.kafka.StreamMailbox;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A model as the API is told of it.
 *
 * @param ready whether its loops serve
 * @param mailboxes of its loops
 * @param inputTopic where points come from
 * @param outputTopic of predictions
 * @param durable whether a sequence's points go through these topics
 * @param sequences held in memory at once
 * @param idle after which a sequence in memory is forgotten; empty: never
 * @param batch longest time for which a call waits for others
 */
public record ApiModel(
        StreamTask task,
        BooleanSupplier ready,
        List<StreamMailbox> mailboxes,
        String inputTopic,
        String outputTopic,
        boolean durable,
        int sequences,
        Optional<Duration> idle,
        Duration batch) {
    public ApiModel {
        mailboxes = List.copyOf(mailboxes);
    }

    String name() {
        return task.model().id().name();
    }

    String version() {
        return task.model().id().version();
    }
}
