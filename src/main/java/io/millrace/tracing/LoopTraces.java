package io.millrace.tracing;

import io.millrace.kafka.RecordTraces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;

/** A span for each traced record of a loop: from the end of its step to the commit, by which the prediction can be read. */
final class LoopTraces implements RecordTraces {
    private final Tracer tracer;
    private final String model;
    private final List<Span> open = new ArrayList<>(); // of the transaction at hand

    LoopTraces(Tracer tracer, String model) {
        this.tracer = tracer;
        this.model = model;
    }

    @Override
    public byte[] predicted(byte[] traceparent, String topic, int partition, long offset) {
        Context parent = TraceParent.read(traceparent);
        return TraceParent.isSampled(parent)
                ? TraceParent.write(begin(parent, topic, partition, offset).getSpanContext())
                : traceparent;
    }

    @Override
    public void rejected(byte[] traceparent, String topic, int partition, long offset, String code) {
        Context parent = TraceParent.read(traceparent);
        if (TraceParent.isSampled(parent)) {
            begin(parent, topic, partition, offset).setStatus(StatusCode.ERROR, code);
        }
    }

    private Span begin(Context parent, String topic, int partition, long offset) {
        Span span = tracer.spanBuilder("predict " + model)
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.destination.partition.id", Integer.toString(partition))
                .setAttribute("messaging.kafka.offset", offset)
                .setAttribute("millrace.model", model)
                .startSpan();
        open.add(span);
        return span;
    }

    @Override
    public void committed() {
        open.forEach(Span::end);
        open.clear();
    }

    @Override
    public void aborted() {
        open.forEach(
                span -> span.setStatus(StatusCode.ERROR, "transaction given up").end());
        open.clear();
    }
}
