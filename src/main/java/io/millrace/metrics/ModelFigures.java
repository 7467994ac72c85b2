package io.millrace.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How a model is served, in the few figures that people watch. Ask about once a second, from one thread. */
public final class ModelFigures {
    private static final int KEPT = 10; // of a percentile: the calls it looks back

    private final AtomicLong lag;
    private final AtomicLong streams;
    private final AtomicLong stored;
    private final Timer delivery;
    private final Deque<double[]> before = new ArrayDeque<>(); // counts up to each bucket, at the last calls

    ModelFigures(Meters meters, String model) {
        lag = meters.total(MeterNames.LAG, model);
        streams = meters.total(MeterNames.STREAMS, model);
        stored = meters.total(MeterNames.STORED, model);
        delivery = meters.timer(MeterNames.DELIVERY, Meters.MODEL, model);
    }

    public long lag() {
        return lag.get();
    }

    public long streams() {
        return streams.get();
    }

    public long stored() {
        return stored.get();
    }

    /** From a point's timestamp to the commit of its prediction: of 99 in 100 at most this, since about ten calls; empty: none came. */
    public OptionalDouble p99Millis() {
        CountAtBucket[] buckets = delivery.takeSnapshot().histogramCounts();
        double[] counts =
                Arrays.stream(buckets).mapToDouble(CountAtBucket::count).toArray();
        double[] oldest = before.isEmpty() ? new double[counts.length] : before.peek();
        before.add(counts);
        if (before.size() > KEPT) {
            before.remove();
        }
        double all = counts.length == 0 ? 0 : counts[counts.length - 1] - oldest[counts.length - 1];
        if (all <= 0) {
            return OptionalDouble.empty();
        }
        double lower = 0;
        double counted = 0;
        for (int i = 0; i < counts.length; i++) {
            double upper = buckets[i].bucket(TimeUnit.MILLISECONDS);
            double upTo = counts[i] - oldest[i];
            if (upTo >= 0.99 * all) { // as if they lay evenly within a bucket, as Prometheus reckons
                return OptionalDouble.of(lower + (upper - lower) * (0.99 * all - counted) / (upTo - counted));
            }
            lower = upper;
            counted = upTo;
        }
        return OptionalDouble.of(lower);
    }
}
