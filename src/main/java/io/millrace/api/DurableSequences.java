package io.millrace.api;

import io.vertx.core.Future;

/** Sequences whose points go through the model's input topic, and whose answers are the committed predictions. */
interface DurableSequences {
    Future<Call> answer(Call call);
}
