package io.millrace.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.kafka.ClientMeters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What one loop's Kafka clients measure, under the names that Micrometer's own binder gives it. */
final class LoopClientMeters implements ClientMeters {
    private static final String TOTAL = "-total";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<Meter, Id> ids = new ConcurrentHashMap<>();

    LoopClientMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    @Override
    public void added(Meter meter) {
        String name = "kafka." + meter.name().replace('-', '.');
        ids.put(
                meter,
                meter.name().endsWith(TOTAL)
                        ? FunctionCounter.builder(
                                        name, meter, one -> one.value().get().doubleValue())
                                .description(meter.help())
                                .tags(tags)
                                .register(registry)
                                .getId()
                        : Gauge.builder(name, meter, one -> one.value().get().doubleValue())
                                .description(meter.help())
                                .tags(tags)
                                .strongReference(true)
                                .register(registry)
                                .getId());
    }

    @Override
    public void removed(Meter meter) {
        Id id = ids.remove(meter); // it is also what keeps a counter's source alive
        if (id != null) {
            registry.remove(id);
        }
    }
}
