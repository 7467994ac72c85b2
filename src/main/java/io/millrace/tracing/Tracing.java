package io.millrace.tracing;

import io.millrace.kafka.RecordTraces;
import io.millrace.web.LiveTraces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;

/**
 * Spans for records that their producer samples; for others nothing is made. They go to a collector in batches, on a thread
 * of their own: one that is away costs spans, never a prediction.
 */
public final class Tracing implements AutoCloseable {
    private static final String PATH = "/v1/traces";
    private static final long FLUSH_SECONDS = 2;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    Tracing(String instance, SpanProcessor processor) {
        Resource resource = Resource.create(Attributes.builder()
                .put("service.name", "millrace")
                .put("service.instance.id", instance)
                .build());
        provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                .addSpanProcessor(processor)
                .build();
        tracer = provider.get("io.millrace");
    }

    /**
     * @param endpoint of a collector that speaks OTLP over HTTP, without a path
     * @param instance name of this process
     */
    public static Tracing to(String endpoint, String instance) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.replaceFirst("/$", "") + PATH)
                .build();
        return new Tracing(instance, BatchSpanProcessor.builder(exporter).build());
    }

    /** Of one loop. */
    public RecordTraces loop(String model) {
        return new LoopTraces(tracer, model);
    }

    /** Of what is shown live: a span without length, where a prediction is handed to those who watch. */
    public LiveTraces live() {
        return (model, traceparent) -> {
            Context parent = TraceParent.read(traceparent);
            if (TraceParent.isSampled(parent)) {
                tracer.spanBuilder("live " + model)
                        .setParent(parent)
                        .setSpanKind(SpanKind.CONSUMER)
                        .setAttribute("millrace.model", model)
                        .startSpan()
                        .end();
            }
        };
    }

    /** Sends what there is, for two seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
}
