package io.millrace.verticle;

import io.millrace.kafka.InputReplay;
import io.millrace.kafka.ModelFollower;
import io.millrace.kafka.PublishedModel;
import io.millrace.kafka.RetrainerSeat;
import io.millrace.retrain.RetrainObserver;
import io.millrace.retrain.Triggers;
import io.millrace.retrain.Verdict;
import io.millrace.stream.Champion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retrains one model while it serves: waits for its place, for a reason and for data; trains and judges a challenger;
 * publishes it, or says why not. Whatever goes wrong here is said and tried again later; serving does not notice. Run it on a
 * thread of its own.
 */
public final class Retrainer implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retrainer.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1); // between two looks at how much has come
    private static final Duration CLOSE = Duration.ofSeconds(3);

    /**
     * What a retrainer is told.
     *
     * @param window points that a training reads
     * @param minimum new points that are worth a training
     * @param every empty: only on drift or by command
     * @param drift whether to watch the error
     * @param shadow how long a challenger runs beside the champion before it may win; empty: not at all
     * @param cpu share of one core
     * @param code version of this program, for the model's origin
     */
    public record Settings(
            String model,
            List<String> features,
            int window,
            int minimum,
            Optional<Duration> every,
            boolean drift,
            Optional<Duration> shadow,
            double cpu,
            long seed,
            String code) {}

    private final Settings settings;
    private final Supplier<RetrainerSeat> seats;
    private final Lookout lookout;
    private final InputReplay input;
    private final Trial trial;
    private final ModelFollower follower;
    private final FollowedModel served;
    private final RetrainObserver observer;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong rollback = new AtomicLong(); // version asked for; 0: none
    private final AtomicReference<byte[]> uploaded = new AtomicReference<>(); // file asked for; null: none
    private final RetrainingEvents events;
    private final Triggers triggers;
    private Map<Integer, Long> alarmAt = Map.of(); // where the input ended at the alarm
    private Instant nextLook = Instant.MIN;
    private volatile boolean held;
    private volatile boolean commanded;
    private volatile String status = "idle";

    public Retrainer(
            Settings settings,
            Supplier<RetrainerSeat> seats,
            Lookout lookout,
            InputReplay input,
            Trial trial,
            ModelFollower follower,
            FollowedModel served,
            RetrainObserver observer,
            InstantSource clock) {
        this.settings = settings;
        this.seats = seats;
        this.lookout = lookout;
        this.input = input;
        this.trial = trial;
        this.follower = follower;
        this.served = served;
        this.observer = observer;
        this.clock = clock;
        events = new RetrainingEvents(settings.model(), clock);
        triggers = new Triggers(settings.every(), settings.minimum(), clock.instant());
    }

    @Override
    public void run() {
        while (!stopping()) {
            try (RetrainerSeat seat = seats.get()) {
                sit(seat);
            } catch (RuntimeException e) {
                log.warn("{}: retraining failed: {}; serving goes on; again in {}", name(), e.getMessage(), AGAIN);
                log.debug("{}", name(), e);
                rest(AGAIN);
            }
            held = false;
        }
        ended.countDown();
    }

    private void sit(RetrainerSeat seat) {
        input.prepareTopics();
        try (lookout) {
            while (!stopping()) {
                held = seat.held() && follower.caughtUp().isDone();
                if (!held) {
                    continue;
                }
                if (settings.drift()) {
                    lookout.look().ifPresent(alarm -> alarmed(seat, alarm));
                }
                if (rollback.get() > 0) {
                    rollBack(seat);
                }
                if (uploaded.get() != null) {
                    publishUploaded(seat);
                }
                if (commanded) {
                    triggers.command();
                    commanded = false;
                    nextLook = Instant.MIN;
                }
                look(seat);
            }
        }
    }

    private void alarmed(RetrainerSeat seat, Lookout.Alarm alarm) {
        alarmAt = input.ends();
        triggers.drift();
        observer.drifted(alarm.what());
        log.info("{}: drift of {}: {}", name(), alarm.what(), alarm.value());
        String event = events.drift(alarm.what(), alarm.value());
        observer.told(event);
        seat.conclude(Optional.empty(), follower, Map.of(), event);
    }

    /** Trains if a training is due. */
    private void look(RetrainerSeat seat) {
        Instant now = clock.instant();
        if (now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(LOOK);
        Map<Integer, Long> learned = seat.learned();
        Map<Integer, Long> ends = input.ends();
        Optional<Triggers.Reason> due =
                triggers.due(now, TrainingInput.beyond(ends, learned), TrainingInput.beyond(ends, alarmAt));
        if (due.isPresent()) {
            // After an alarm only what came since is new: what lies before is of a world that is no more.
            boolean drift = due.get() == Triggers.Reason.DRIFT;
            train(seat, due.get(), drift ? TrainingInput.latest(learned, alarmAt) : learned);
        }
    }

    private void train(RetrainerSeat seat, Triggers.Reason reason, Map<Integer, Long> learned) {
        Instant began = clock.instant();
        Optional<Champion.Reign> reign = served.reign();
        long version = next(reign);
        InputReplay.Window window = input.read(settings.window(), learned);
        log.info(
                "{}: trains version {}, for {}, on offsets {} to {}",
                name(),
                version,
                reason,
                window.begins(),
                window.ends());
        observer.told(events.training(version, reason));
        TrainingOutcome outcome = trial.run(reign, version, window, this::stopping, this::rest, now -> status = now);
        observer.progress(0);
        if (stopping()) {
            return; // it was cut short
        }
        Verdict verdict = outcome.verdict();
        boolean waits = verdict.outcome() == Verdict.Outcome.TOO_LITTLE_DATA;
        String event = events.concluded(version, reason, verdict);
        seat.conclude(outcome.published(), follower, waits ? Map.of() : window.ends(), event);
        Duration took = Duration.between(began, clock.instant());
        log.info("{}: version {} {}, after {}", name(), version, verdict.describe(), took);
        status = "idle; version " + version + " " + verdict.describe();
        observer.concluded(verdict, took);
        observer.told(event);
        if (waits) { // the data and the alarm still count
            triggers.postponed(clock.instant());
            nextLook = clock.instant().plus(AGAIN);
        } else {
            triggers.done(clock.instant());
            alarmAt = Map.of();
            lookout.reset();
        }
    }

    private long next(Optional<Champion.Reign> reign) {
        long kept = follower.kept().stream().mapToLong(Long::longValue).max().orElse(0);
        return Math.max(kept, reign.map(Champion.Reign::generation).orElse(0L)) + 1;
    }

    private void rollBack(RetrainerSeat seat) {
        long wanted = rollback.getAndSet(0);
        Optional<PublishedModel> kept = follower.version(wanted);
        if (kept.isEmpty()) {
            log.warn("{}: rollback: expected one of the versions {}, found {}", name(), follower.kept(), wanted);
            return;
        }
        PublishedModel again = kept.get().again(next(served.reign()));
        String event = events.rollback(again, wanted);
        seat.conclude(Optional.of(again), follower, Map.of(), event);
        observer.told(event);
        log.info("{}: rolled back: version {} is version {} again", name(), again.generation(), wanted);
        lookout.reset();
    }

    private void publishUploaded(RetrainerSeat seat) {
        byte[] file = uploaded.getAndSet(null);
        PublishedModel model = new PublishedModel(name(), next(served.reign()), file, Map.of("origin", "upload"));
        String event = events.uploaded(model);
        seat.conclude(Optional.of(model), follower, Map.of(), event);
        observer.told(event);
        log.info("{}: version {} was uploaded", name(), model.generation());
        lookout.reset();
    }

    /** Asks for the model of a file, that was found to fit, to serve; why not, if it cannot. */
    public Optional<String> requestPublication(byte[] file) {
        if (!held) {
            return Optional.of("another instance retrains this model");
        }
        uploaded.set(file);
        return Optional.empty();
    }

    /** Asks for a training as soon as may be; whether this instance is the one that retrains. */
    public boolean requestTraining() {
        commanded = held || commanded;
        return held;
    }

    /** Asks for an earlier version to serve again; why not, if it cannot. */
    public Optional<String> requestRollback(long version) {
        if (!held) {
            return Optional.of("another instance retrains this model");
        }
        if (!follower.kept().contains(version)) {
            return Optional.of("expected one of the versions " + follower.kept() + ", found " + version);
        }
        rollback.set(version);
        return Optional.empty();
    }

    /** In a few words. */
    public String status() {
        return held ? status : "another instance retrains";
    }

    private String name() {
        return settings.model();
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void rest(Duration pause) {
        rest(pause.toNanos());
    }

    private void rest(long nanos) {
        try {
            stopped.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    /** A training at hand is given up. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            ended.await(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
