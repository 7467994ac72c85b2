package io.millrace.api;

import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Sampler;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.StreamModel;
import io.millrace.stream.TokenGenerator;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * {@code POST /models/MODEL/generate}: a text goes on, token by token, as server-sent events, or as one JSON object for a caller
 * that accepts that alone. A caller that reads slowly slows the drawing down; one that goes away ends it.
 */
final class TextStream {
    private static final int ON_THE_WAY = 256; // tokens that the caller has not read yet

    /** What is asked for. */
    record Wanted(String prime, int length, Sampler sampler, long seed) {
        static final int LONGEST = 10_000;

        static Wanted of(Body body) {
            try {
                Sampler sampler = new Sampler(
                        body.number("temperature", 1), body.whole("topK", 0, 1_000_000), body.number("topP", 1));
                return new Wanted(body.text("prime", ""), body.whole("length", 200, LONGEST), sampler, (long)
                        body.number("seed", 0));
            } catch (IllegalArgumentException e) {
                throw ApiException.invalid(e.getMessage());
            }
        }
    }

    private static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Wanted wanted;
    private final TokenEncoding encoding;
    private final int[] prime;
    private final TokenGenerator generator;

    /** On a worker. Errors: a model of no tokens, a text that holds others. */
    TextStream(StreamModel model, Wanted wanted, Kernels kernels) {
        this.wanted = wanted;
        try {
            generator = new TokenGenerator(model, kernels);
            encoding = (TokenEncoding) model.encoding();
            prime = encoding.vocabulary().encode(wanted.prime());
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(e.getMessage());
        }
        if (prime.length == 0 && encoding.startId().isEmpty()) {
            throw ApiException.invalid(
                    "prime: expected at least one token, as the model knows no start token, found none");
        }
        if (prime.length > Points.MOST) {
            throw ApiException.invalid("prime: expected at most " + Points.MOST + " tokens, found " + prime.length);
        }
    }

    private void generate(IntConsumer tokens) {
        generator.generate(prime, wanted.length(), wanted.sampler(), new SplittableRandom(wanted.seed()), tokens);
    }

    private JsonObject whole(List<Integer> tokens) {
        int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
        return new JsonObject().put("text", encoding.vocabulary().decode(ids)).put("tokens", ids.length);
    }

    /** All of it at once. On a worker. */
    JsonObject whole() {
        List<Integer> tokens = new ArrayList<>();
        generate(tokens::add);
        return whole(tokens);
    }

    /** On a worker; the response belongs to the event loop. */
    Void send(RoutingContext routing, Context loop, Duration patience) throws InterruptedException {
        HttpServerResponse response = routing.response();
        Semaphore room = new Semaphore(ON_THE_WAY);
        List<Integer> tokens = new ArrayList<>();
        loop.runOnContext(v -> response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store"));
        try {
            generate(token -> {
                tokens.add(token);
                JsonObject data =
                        new JsonObject().put("token", encoding.vocabulary().symbol(token));
                event(response, loop, room, patience, "data: " + data.encode() + "\n\n");
            });
            event(
                    response,
                    loop,
                    room,
                    patience,
                    "event: end\ndata: " + whole(tokens).encode() + "\n\n");
            loop.runOnContext(v -> {
                if (!response.closed()) {
                    response.end();
                }
            });
        } catch (GoneException e) {
            loop.runOnContext(v -> routing.request().connection().close());
        }
        return null;
    }

    private static void event(
            HttpServerResponse response, Context loop, Semaphore room, Duration patience, String event) {
        try {
            if (response.closed() || !room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GoneException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GoneException();
        }
        loop.runOnContext(v -> {
            if (!response.closed()) {
                response.write(Buffer.buffer(event)).onComplete(sent -> room.release());
            }
        });
    }
}
