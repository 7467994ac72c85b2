package io.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.millrace.retrain.RetrainObserver;
import io.millrace.retrain.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a model's retrainer does. */
public final class RetrainMeters implements RetrainObserver {
    private static final double MILLIONTHS = 1e6;

    private final Meters meters;
    private final String model;
    private final Counter refused;
    private final AtomicLong version;
    private final AtomicLong progress; // in millionths

    RetrainMeters(Meters meters, String model) {
        this.meters = meters;
        this.model = model;
        for (Drift what : Drift.values()) {
            meters.counter(MeterNames.DRIFT, Meters.MODEL, model, Meters.REASON, reason(what));
        }
        refused = meters.counter(MeterNames.MODELS_REFUSED, Meters.MODEL, model);
        version = meters.total(MeterNames.MODEL_VERSION, model);
        progress = meters.share(MeterNames.RETRAINING, model, MILLIONTHS);
    }

    @Override
    public void drifted(Drift what) {
        meters.counter(MeterNames.DRIFT, Meters.MODEL, model, Meters.REASON, reason(what))
                .increment();
    }

    private static String reason(Drift what) {
        return what.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void concluded(Verdict verdict, Duration took) {
        meters.timer(
                        MeterNames.RETRAININGS,
                        Meters.MODEL,
                        model,
                        Meters.CODE,
                        verdict.outcome().name())
                .record(took);
    }

    @Override
    public void progress(double share) {
        progress.set(Math.round(share * MILLIONTHS));
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void serving(long generation) {
        version.set(generation);
    }
}
