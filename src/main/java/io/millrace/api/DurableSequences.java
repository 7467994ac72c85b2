package io.millrace.api;

import io.vertx.core.Future;

/** Sequences whose points go through the model's input topic, and whose answers are the committed predictions. */
interface DurableSequences {
    /** Errors: such as cannot be answered now. */
    Future<Call> answer(Call call);

    /** Whether answers would be seen. */
    boolean ready();

    Future<?> close();
}
