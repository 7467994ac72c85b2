package io.millrace.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Kafka makes one for each client that names this class, and closes it with the client. It passes on what a client measures
 * as a whole; of single topics, partitions and brokers there are too many.
 */
public final class ClientReporter implements MetricsReporter {
    /** The property of a client that holds its {@link ClientMeters}. */
    static final String METERS = "millrace.client.meters";

    private static final Set<String> GROUPS = Set.of(
            "consumer-metrics", "consumer-fetch-manager-metrics", "consumer-coordinator-metrics", "producer-metrics");
    private static final Set<String> TAGS = Set.of("client-id");

    private final Map<MetricName, ClientMeters.Meter> passed = new HashMap<>();
    private ClientMeters meters = ClientMeters.NONE;

    @Override
    public void configure(Map<String, ?> properties) {
        if (properties.get(METERS) instanceof ClientMeters given) {
            meters = given;
        }
    }

    @Override
    public synchronized void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public synchronized void metricChange(KafkaMetric metric) {
        MetricName name = metric.metricName();
        if (!GROUPS.contains(name.group()) || !name.tags().keySet().equals(TAGS)) {
            return;
        }
        if (metric.metricValue() instanceof Number && !passed.containsKey(name)) {
            ClientMeters.Meter meter = new ClientMeters.Meter(
                    name.group().replaceFirst("-metrics$", "") + "." + name.name(),
                    name.description(),
                    () -> metric.metricValue() instanceof Number number ? number : Double.NaN);
            passed.put(name, meter);
            meters.added(meter);
        }
    }

    @Override
    public synchronized void metricRemoval(KafkaMetric metric) {
        ClientMeters.Meter meter = passed.remove(metric.metricName());
        if (meter != null) {
            meters.removed(meter);
        }
    }

    @Override
    public synchronized void close() {
        passed.values().forEach(meters::removed);
        passed.clear();
    }
}
