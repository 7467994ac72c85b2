package io.millrace.api;

import io.millrace.codec.StateFormat;
import io.millrace.codec.StateJson;
import io.millrace.codec.StreamName;
import io.millrace.kafka.StreamMailbox;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * States in the open. A key that is no text is written as in predictions. Only streams whose partition this process owns are
 * there: others are 404.
 *
 * <pre>{@code
 *   GET    /streams/MODEL/KEY                            shows a stream, last points included
 *   DELETE /streams/MODEL/KEY                            forgets it
 *   GET    /streams/MODEL/KEY/state                      its state, byte for byte as in the changelog
 *   PUT    /streams/MODEL/KEY/state[?partition=N]        puts such a state in its place; N for a stream that is not there yet
 *   POST   /streams/MODEL/KEY/fork?to=KEY[&partition=N]  another stream goes on from it; in its own partition unless told
 * }</pre>
 */
public final class StreamRoutes {
    private static final long PATIENCE_SECONDS = 5;
    private static final long MOST_BYTES = 16 << 20; // of a state
    private static final String STREAM = "/streams/:model/:key";
    private static final String NOT_HERE = "no such stream here: another process may own its partition";

    private final Map<String, List<StreamMailbox>> mailboxes;

    /** @param mailboxes of each model's loops */
    public StreamRoutes(Map<String, List<StreamMailbox>> mailboxes) {
        this.mailboxes = Map.copyOf(mailboxes);
    }

    /** For those who may do anything: states go in and out, too. */
    public void mount(Router router) {
        mount(router, context -> {});
        String state = STREAM + "/state";
        router.put(state).handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES));
        new Replies.Path(router, state)
                .on(HttpMethod.GET, context -> handle(context, () -> export(context)))
                .on(HttpMethod.PUT, context -> handle(context, () -> put(context)))
                .andNothingElse();
        new Replies.Path(router, STREAM + "/fork")
                .on(HttpMethod.POST, context -> handle(context, () -> fork(context)))
                .andNothingElse();
    }

    /** @param mayChange refuses by an {@link ApiException} */
    void mount(Router router, Consumer<RoutingContext> mayChange) {
        new Replies.Path(router, STREAM)
                .on(HttpMethod.GET, context -> handle(context, () -> show(context)))
                .on(HttpMethod.DELETE, context -> {
                    mayChange.accept(context);
                    handle(context, () -> reset(context));
                })
                .andNothingElse();
    }

    private void show(RoutingContext context) {
        StreamKey stream = key(context.pathParam("key"));
        ask(context, loop -> loop.find(stream), held -> end(context, held));
    }

    private void reset(RoutingContext context) {
        StreamKey stream = key(context.pathParam("key"));
        ask(context, loop -> loop.reset(stream), held -> end(context, held));
    }

    private void export(RoutingContext context) {
        StreamKey stream = key(context.pathParam("key"));
        ask(context, loop -> loop.find(stream), held -> context.response()
                .putHeader("Content-Type", "application/octet-stream")
                .end(Buffer.buffer(StateFormat.write(held.snapshot()))));
    }

    private void put(RoutingContext context) {
        StreamKey stream = key(context.pathParam("key"));
        StreamSnapshot snapshot = StateFormat.read(context.body().buffer().getBytes());
        OptionalInt partition = partition(context);
        ask(context, loop -> loop.put(stream, partition, snapshot), held -> end(context, held));
    }

    private void fork(RoutingContext context) {
        StreamKey from = key(context.pathParam("key"));
        String name = context.request().getParam("to");
        if (name == null) {
            throw new IllegalArgumentException("to: expected the name of another stream, found none");
        }
        StreamKey to = key(name);
        OptionalInt asked = partition(context);
        ask(context, loop -> loop.find(from), held -> {
            OptionalInt partition = asked.isPresent() ? asked : OptionalInt.of(held.partition());
            ask(context, loop -> loop.put(to, partition, held.snapshot()), made -> end(context, made));
        });
    }

    private static StreamKey key(String name) {
        try {
            return StreamName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key: expected a text, or base64: and its bytes", e);
        }
    }

    private static OptionalInt partition(RoutingContext context) {
        String partition = context.request().getParam("partition");
        if (partition == null) {
            return OptionalInt.empty();
        }
        if (!partition.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("partition: expected a number, found " + partition);
        }
        return OptionalInt.of(Integer.parseInt(partition));
    }

    private static void handle(RoutingContext context, Runnable request) {
        try {
            request.run();
        } catch (IllegalArgumentException e) {
            Replies.error(context, 400, e.getMessage());
        }
    }

    /** All loops of the model; at most one of them has the stream, or its partition. */
    private void ask(
            RoutingContext context,
            Function<StreamMailbox, CompletableFuture<Optional<StreamMailbox.Held>>> request,
            Consumer<StreamMailbox.Held> found) {
        List<Future<Optional<StreamMailbox.Held>>> answers =
                mailboxes.getOrDefault(context.pathParam("model"), List.of()).stream()
                        .map(loop -> Future.fromCompletionStage(
                                request.apply(loop).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS),
                                context.vertx().getOrCreateContext()))
                        .toList();
        Future.all(answers)
                .onSuccess(all -> answers.stream()
                        .flatMap(one -> one.result().stream())
                        .findFirst()
                        .ifPresentOrElse(found, () -> Replies.error(context, 404, NOT_HERE)))
                .onFailure(error -> {
                    if (error instanceof IllegalArgumentException) {
                        Replies.error(context, 409, error.getMessage());
                    } else {
                        Replies.error(context, 503, "the loops do not answer at present");
                    }
                });
    }

    private static void end(RoutingContext context, StreamMailbox.Held held) {
        byte[] json = new StateJson().write(held.partition(), held.stream(), held.snapshot());
        Replies.json(context, 200, Buffer.buffer(json));
    }
}
