package io.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.millrace.kafka.ClientMeters;
import io.millrace.kafka.LoopObserver;
import io.millrace.kafka.RecordTraces;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what one prediction loop does. Called on the loop's thread. */
public final class LoopMeters implements LoopObserver {
    private static final double MILLIONTHS = 1e6;

    private final Meters meters;
    private final String model;
    private final Counter points;
    private final Counter predictions;
    private final Counter states;
    private final Counter written;
    private final Counter compared;
    private final Counter error;
    private final Counter baselineError;
    private final Counter aborted;
    private final Counter missed;
    private final Counter dropped;
    private final Counter restoredRecords;
    private final Timer commit;
    private final Timer delivery;
    private final Timer restore;
    private final Timer step;
    private final DistributionSummary batch;
    private final Skill skill;
    private final ClientMeters clients;
    private final RecordTraces traces;
    private final AtomicLong allBytes;
    private final AtomicLong allProgress;
    private final AtomicLong allStreams;
    private final AtomicLong allStored;
    private final AtomicLong allLag;
    private final AtomicLong allStandbyLag;
    private final AtomicLong allReady;
    private int streams;
    private int stored;
    private long lag;
    private long standbyLag;
    private long bytes;
    private long progress; // in millionths
    private boolean ready;

    LoopMeters(Meters meters, String model, String loop, RecordTraces traces) {
        this.meters = meters;
        this.model = model;
        this.traces = traces;
        clients = meters.clients(model, loop);
        points = counter(MeterNames.POINTS);
        predictions = counter(MeterNames.PREDICTIONS);
        states = counter(MeterNames.STATES);
        written = counter(MeterNames.WRITTEN);
        compared = counter(MeterNames.COMPARED);
        error = counter(MeterNames.ERROR);
        baselineError = counter(MeterNames.BASELINE_ERROR);
        aborted = counter(MeterNames.ABORTED);
        missed = counter(MeterNames.MISSED);
        dropped = counter(MeterNames.DROPPED);
        restoredRecords = counter(MeterNames.RESTORED);
        commit = meters.timer(MeterNames.COMMIT, Meters.MODEL, model);
        delivery = meters.timer(MeterNames.DELIVERY, Meters.MODEL, model);
        restore = meters.timer(MeterNames.RESTORE, Meters.MODEL, model);
        allStreams = meters.total(MeterNames.STREAMS, model);
        allStored = meters.total(MeterNames.STORED, model);
        allLag = meters.total(MeterNames.LAG, model);
        allStandbyLag = meters.total(MeterNames.STANDBY_LAG, model);
        step = meters.timer(MeterNames.STEP, Meters.MODEL, model);
        batch = meters.summary(MeterNames.BATCH, model);
        skill = meters.skill(model);
        allBytes = meters.total(MeterNames.STATE_BYTES, model);
        AtomicLong loops = meters.total(MeterNames.LOOPS, model);
        loops.incrementAndGet();
        allProgress = meters.mean(MeterNames.RESTORE_PROGRESS, model, MILLIONTHS, loops);
        allReady = meters.total(MeterNames.LOOPS_READY, model);
    }

    private Counter counter(MeterNames name) {
        return meters.counter(name, Meters.MODEL, model);
    }

    @Override
    public void committed(Commit done) {
        points.increment((double) done.points());
        predictions.increment((double) done.predictions());
        states.increment((double) done.states());
        written.increment((double) done.bytes());
        compared.increment((double) done.compared());
        error.increment(done.errorSum());
        baselineError.increment(done.baselineErrorSum());
        skill.compared(done.compared(), done.errorSum(), done.baselineErrorSum());
        commit.record(done.took());
    }

    @Override
    public void rejected(String code, int records) {
        meters.counter(MeterNames.REJECTED, Meters.MODEL, model, Meters.CODE, code)
                .increment(records);
    }

    @Override
    public void forgotten(String reason, int streams) {
        meters.counter(MeterNames.FORGOTTEN, Meters.MODEL, model, Meters.REASON, reason)
                .increment(streams);
    }

    @Override
    public void delivered(Duration delay) {
        delivery.record(delay);
    }

    @Override
    public void aborted(Throwable cause, Duration backOff) {
        aborted.increment();
    }

    @Override
    public void dropped(int records) {
        dropped.increment(records);
    }

    @Override
    public void missed(long points) {
        missed.increment((double) points);
    }

    @Override
    public void restored(int partitions, long records, Duration took) {
        restoredRecords.increment((double) records);
        restore.record(took);
    }

    @Override
    public void streams(int held, int onDisk) {
        allStreams.addAndGet(held - streams);
        streams = held;
        allStored.addAndGet(onDisk - stored);
        stored = onDisk;
    }

    @Override
    public void lag(long points) {
        allLag.addAndGet(points - lag);
        lag = points;
    }

    @Override
    public void standby(long records) {
        allStandbyLag.addAndGet(records - standbyLag);
        standbyLag = records;
    }

    @Override
    public void held(long now) {
        allBytes.addAndGet(now - bytes);
        bytes = now;
    }

    @Override
    public void processed(int count, Duration took) {
        batch.record(count);
        step.record(took);
    }

    @Override
    public void restoring(double share) {
        long now = Math.round(share * MILLIONTHS);
        allProgress.addAndGet(now - progress);
        progress = now;
    }

    @Override
    public ClientMeters clients() {
        return clients;
    }

    @Override
    public RecordTraces traces() {
        return traces;
    }

    @Override
    public void ready(boolean now) {
        if (now != ready) {
            allReady.addAndGet(now ? 1 : -1);
            ready = now;
        }
    }
}
