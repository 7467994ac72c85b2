package io.millrace.api;

import io.millrace.config.ModelConfig;
import io.millrace.kafka.StreamMailbox;
import io.millrace.stream.Champion;
import io.millrace.web.ModelCommands;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A model as the API is told of it.
 *
 * @param champion what serves; empty: the first model is still to come
 * @param ready whether its loops serve
 * @param mailboxes of its loops
 * @param commands of a model that is retrained
 */
public record ApiModel(
        ModelConfig config,
        Supplier<Optional<Champion>> champion,
        BooleanSupplier ready,
        List<StreamMailbox> mailboxes,
        Optional<ModelCommands> commands) {
    public ApiModel {
        mailboxes = List.copyOf(mailboxes);
    }

    String name() {
        return config.name();
    }

    boolean isReady() {
        return ready.getAsBoolean() && champion.get().isPresent();
    }
}
