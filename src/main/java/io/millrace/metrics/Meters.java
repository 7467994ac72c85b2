package io.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.kafka.RecordTraces;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** All meters of one process. Thread-safe; the JVM's are among them from the start. */
public final class Meters implements AutoCloseable {
    static final String MODEL = "model";
    static final String CODE = "code";
    static final String REASON = "reason";

    static final String LOOP = "loop";

    private static final double[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000};
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<String, AtomicLong> totals = new ConcurrentHashMap<>();
    private final Map<String, Skill> skills = new ConcurrentHashMap<>();

    public Meters() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** The meters of one prediction loop; those of a model's loops add up, but for their clients'. */
    public LoopMeters loop(String model, String loop) {
        return loop(model, loop, RecordTraces.NONE);
    }

    /** The same, and its records are traced. */
    public LoopMeters loop(String model, String loop, RecordTraces traces) {
        return new LoopMeters(this, model, loop, traces);
    }

    /** The meters of a model's retrainer. */
    public RetrainMeters retrain(String model) {
        return new RetrainMeters(this, model);
    }

    /** The few figures of a model that people watch. */
    public ModelFigures figures(String model) {
        return new ModelFigures(this, model);
    }

    /** The meters of those who watch. */
    public void live(LongSupplier clients, LongSupplier dropped, LongSupplier closed) {
        Gauge.builder(MeterNames.LIVE_CLIENTS.meter(), clients::getAsLong)
                .description(MeterNames.LIVE_CLIENTS.help())
                .register(registry);
        counter(MeterNames.LIVE_DROPPED, dropped);
        counter(MeterNames.LIVE_CLOSED, closed);
    }

    private void counter(MeterNames name, LongSupplier count) {
        FunctionCounter.builder(name.meter(), count, LongSupplier::getAsLong)
                .description(name.help())
                .register(registry);
    }

    /** For {@code Vertx.builder().withMetrics(…)}: Vert.x' own meters beside ours. */
    public VertxMetricsFactory vertx() {
        return new MicrometerMetricsFactory(registry);
    }

    /** Everything in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /** The version of the model that serves; one that is no number is not shown. */
    public void version(String model, String version) {
        if (version.matches("\\d{1,18}")) {
            total(MeterNames.MODEL_VERSION, model).set(Long.parseLong(version));
        }
    }

    /** What the Kafka clients of one loop measure. */
    LoopClientMeters clients(String model, String loop) {
        return new LoopClientMeters(registry, Tags.of(MODEL, model, LOOP, loop));
    }

    DistributionSummary summary(MeterNames name, String model) {
        return DistributionSummary.builder(name.meter())
                .description(name.help())
                .tags(MODEL, model)
                .serviceLevelObjectives(SIZES)
                .register(registry);
    }

    /** The skill of a model, to which its loops contribute. */
    Skill skill(String model) {
        return skills.computeIfAbsent(model, name -> {
            Skill skill = new Skill();
            Gauge.builder(MeterNames.SKILL.meter(), skill::value)
                    .description(MeterNames.SKILL.help())
                    .tags(MODEL, name)
                    .register(registry);
            return skill;
        });
    }

    /** The mean of what a model's loops add to. */
    AtomicLong mean(MeterNames name, String model, double whole, AtomicLong loops) {
        return totals.computeIfAbsent(name.meter() + ' ' + model, key -> {
            AtomicLong total = new AtomicLong();
            Gauge.builder(name.meter(), () -> total.get() / whole / Math.max(1, loops.get()))
                    .description(name.help())
                    .tags(MODEL, model)
                    .register(registry);
            return total;
        });
    }

    Counter counter(MeterNames name, String... tags) {
        return Counter.builder(name.meter()).description(name.help()).tags(tags).register(registry);
    }

    Timer timer(MeterNames name, String... tags) {
        return Timer.builder(name.meter())
                .description(name.help())
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** A gauge of a model that shows a number as so many times less. */
    AtomicLong share(MeterNames name, String model, double whole) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name.meter(), () -> value.get() / whole)
                .description(name.help())
                .tags(MODEL, model)
                .register(registry);
        return value;
    }

    /** A gauge of a model that several loops add to. */
    AtomicLong total(MeterNames name, String model) {
        return totals.computeIfAbsent(name.meter() + ' ' + model, key -> {
            AtomicLong total = new AtomicLong();
            Gauge.builder(name.meter(), total::get)
                    .description(name.help())
                    .tags(MODEL, model)
                    .register(registry);
            return total;
        });
    }
}
