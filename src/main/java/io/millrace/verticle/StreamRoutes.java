package io.millrace.verticle;

import io.millrace.codec.StateJson;
import io.millrace.codec.StreamName;
import io.millrace.kafka.StreamMailbox;
import io.millrace.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * States in the open: {@code GET /streams/MODEL/KEY} shows one, {@code DELETE} forgets it. A key that is no text is written as
 * in predictions. Only streams whose partition this process owns are there: others are 404.
 */
final class StreamRoutes {
    private static final long PATIENCE_SECONDS = 5;

    private final Map<String, List<StreamMailbox>> mailboxes;

    /** @param mailboxes of each model's loops */
    StreamRoutes(Map<String, List<StreamMailbox>> mailboxes) {
        this.mailboxes = Map.copyOf(mailboxes);
    }

    void mount(Router router) {
        router.get("/streams/:model/:key").handler(context -> answer(context, StreamMailbox::find));
        router.delete("/streams/:model/:key").handler(context -> answer(context, StreamMailbox::reset));
    }

    private void answer(
            RoutingContext context,
            BiFunction<StreamMailbox, StreamKey, CompletableFuture<Optional<StreamMailbox.Held>>> request) {
        List<StreamMailbox> loops = mailboxes.getOrDefault(context.pathParam("model"), List.of());
        StreamKey stream;
        try {
            stream = StreamName.parse(context.pathParam("key"));
        } catch (IllegalArgumentException e) {
            end(context, 400, "key: expected a text, or base64: and its bytes");
            return;
        }
        List<Future<Optional<StreamMailbox.Held>>> answers = loops.stream()
                .map(loop -> Future.fromCompletionStage(
                        request.apply(loop, stream).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS),
                        context.vertx().getOrCreateContext()))
                .toList();
        Future.all(answers)
                .onSuccess(all -> answers.stream()
                        .flatMap(one -> one.result().stream())
                        .findFirst()
                        .ifPresentOrElse(
                                held -> end(context, held),
                                () -> end(context, 404, "no such stream here: another process may own its partition")))
                .onFailure(late -> end(context, 503, "the loops do not answer at present"));
    }

    private static void end(RoutingContext context, StreamMailbox.Held held) {
        byte[] json = new StateJson().write(held.partition(), held.stream(), held.snapshot());
        context.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(json));
    }

    private static void end(RoutingContext context, int status, String line) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(line + "\n");
    }
}
