package io.millrace.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v2/models/MODEL/infer}. One thread, the event loop's. */
final class InferRoute {
    private static final CharSequence JSON_LENGTH = HttpHeaders.createOptimized("Inference-Header-Content-Length");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence RAW = HttpHeaders.createOptimized("application/octet-stream");

    private final InferReader reader = new InferReader();
    private final InferWriter writer = new InferWriter();

    void infer(RoutingContext context, Endpoint endpoint) {
        long began = System.nanoTime();
        InferRequest request;
        Call call;
        try {
            Buffer buffer = context.body().buffer();
            byte[] body = buffer == null ? new byte[0] : buffer.getBytes();
            request = reader.read(
                    body, jsonLength(context, body.length), endpoint.served().input());
            call = endpoint.call(request);
        } catch (ApiException e) {
            endpoint.statistics().failed(System.nanoTime() - began);
            Replies.failed(context, e);
            return;
        }
        long read = System.nanoTime() - began;
        answer(context, endpoint, request, call, began, read);
    }

    private void answer(
            RoutingContext context, Endpoint endpoint, InferRequest request, Call call, long began, long read) {
        Statistics statistics = endpoint.statistics();
        try {
            endpoint.answer(call)
                    .onSuccess(done -> {
                        try {
                            long answered = System.nanoTime();
                            write(context, endpoint, request, done);
                            long now = System.nanoTime();
                            statistics.succeeded(now - began, read, now - answered);
                        } catch (RuntimeException e) {
                            statistics.failed(System.nanoTime() - began);
                            Replies.failed(context, e);
                        }
                    })
                    .onFailure(failure -> {
                        statistics.failed(System.nanoTime() - began);
                        Replies.failed(context, failure);
                    });
        } catch (ApiException e) {
            statistics.failed(System.nanoTime() - began);
            Replies.failed(context, e);
        }
    }

    private void write(RoutingContext context, Endpoint endpoint, InferRequest request, Call call) {
        if (context.response().ended() || context.response().closed()) {
            return; // whoever asked has gone
        }
        InferWriter.Body body = writer.write(
                endpoint.served().task().model().id(),
                request,
                endpoint.tensors(request, call),
                call.last(),
                endpoint.isDurable(call));
        boolean raw = body.jsonLength() >= 0;
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, raw ? RAW : JSON);
        if (raw) {
            context.response().putHeader(JSON_LENGTH, Integer.toString(body.jsonLength()));
        }
        context.response().end(Buffer.buffer(body.bytes()));
    }

    private static int jsonLength(RoutingContext context, int bodyLength) {
        String header = context.request().getHeader(JSON_LENGTH);
        if (header == null) {
            if (bodyLength == 0) {
                throw ApiException.invalid("body: expected a JSON object with inputs, found nothing");
            }
            return bodyLength;
        }
        if (!header.matches("[0-9]{1,9}") || Integer.parseInt(header) > bodyLength) {
            throw ApiException.invalid(JSON_LENGTH + ": expected a number of bytes up to the body's " + bodyLength
                    + ", found \"" + Datatype.shorten(header) + '"');
        }
        return Integer.parseInt(header);
    }
}
