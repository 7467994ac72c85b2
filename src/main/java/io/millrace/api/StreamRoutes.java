package io.millrace.api;

import io.millrace.codec.StateJson;
import io.millrace.codec.StreamName;
import io.millrace.kafka.StreamMailbox;
import io.millrace.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * States in the open: {@code GET /streams/MODEL/KEY} shows one, {@code DELETE} forgets it. A key that is no text is written as
 * in predictions. Only streams whose partition this process owns are there: others are 404.
 */
public final class StreamRoutes {
    private static final long PATIENCE_SECONDS = 5;

    private final Map<String, List<StreamMailbox>> mailboxes;

    /** @param mailboxes of each model's loops */
    public StreamRoutes(Map<String, List<StreamMailbox>> mailboxes) {
        this.mailboxes = Map.copyOf(mailboxes);
    }

    /** For those who may do anything. */
    public void mount(Router router) {
        mount(router, context -> {});
    }

    /** @param mayChange refuses by an {@link ApiException} */
    void mount(Router router, Consumer<RoutingContext> mayChange) {
        new Replies.Path(router, "/streams/:model/:key")
                .on(HttpMethod.GET, context -> answer(context, StreamMailbox::find))
                .on(HttpMethod.DELETE, context -> {
                    mayChange.accept(context);
                    answer(context, StreamMailbox::reset);
                })
                .andNothingElse();
    }

    private void answer(
            RoutingContext context,
            BiFunction<StreamMailbox, StreamKey, CompletableFuture<Optional<StreamMailbox.Held>>> request) {
        List<StreamMailbox> loops = mailboxes.getOrDefault(context.pathParam("model"), List.of());
        StreamKey stream;
        try {
            stream = StreamName.parse(context.pathParam("key"));
        } catch (IllegalArgumentException e) {
            Replies.error(context, 400, "key: expected a text, or base64: and its bytes");
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
                                () -> Replies.error(context, 404, "no such stream here: another process may own its partition")))
                .onFailure(late -> Replies.error(context, 503, "the loops do not answer at present"));
    }

    private static void end(RoutingContext context, StreamMailbox.Held held) {
        byte[] json = new StateJson().write(held.partition(), held.stream(), held.snapshot());
        Replies.json(context, 200, Buffer.buffer(json));
    }
}
