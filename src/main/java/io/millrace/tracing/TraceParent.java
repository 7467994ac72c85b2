package io.millrace.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;

/** The header {@code traceparent} of the W3C's Trace Context. */
final class TraceParent {
    private static final String NAME = "traceparent";
    private static final W3CTraceContextPropagator FORMAT = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private TraceParent() {}

    /** With a valid span, or without one. */
    static Context read(byte[] header) {
        return FORMAT.extract(Context.root(), Map.of(NAME, new String(header, US_ASCII)), GETTER);
    }

    static boolean isSampled(Context context) {
        SpanContext span = Span.fromContext(context).getSpanContext();
        return span.isValid() && span.isSampled();
    }

    static byte[] write(SpanContext span) {
        return ("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex())
                .getBytes(US_ASCII);
    }
}
