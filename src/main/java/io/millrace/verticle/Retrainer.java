package io.millrace.verticle;

import io.millrace.kafka.InputReplay;
import io.millrace.kafka.ModelFollower;
import io.millrace.kafka.PublishedModel;
import io.millrace.kafka.RetrainerSeat;
import io.millrace.retrain.CanaryErrors;
import io.millrace.retrain.RetrainObserver;
import io.millrace.retrain.Triggers;
import io.millrace.retrain.Verdict;
import io.millrace.stream.Champion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private static final String IDLE = "idle";

    private final RetrainerSettings settings;
    private final Supplier<RetrainerSeat> seats;
    private final Lookout lookout;
    private final InputReplay input;
    private final Trial trial;
    private final Optional<CanaryWatch> canary;
    private final ModelFollower follower;
    private final FollowedModel served;
    private final RetrainObserver observer;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Orders orders = new Orders();
    private final RetrainingEvents events;
    private final Publications publications;
    private final Triggers triggers;
    private Map<Integer, Long> alarmAt = Map.of(); // where the input ended at the alarm
    private Instant nextLook = Instant.MIN;
    private volatile boolean held;
    private volatile String status = IDLE;

    public Retrainer(
            RetrainerSettings settings,
            Supplier<RetrainerSeat> seats,
            Lookout lookout,
            InputReplay input,
            Trial trial,
            Optional<CanaryWatch> canary,
            ModelFollower follower,
            FollowedModel served,
            RetrainObserver observer,
            InstantSource clock) {
        this.settings = settings;
        this.seats = seats;
        this.lookout = lookout;
        this.input = input;
        this.trial = trial;
        this.canary = canary;
        this.follower = follower;
        this.served = served;
        this.observer = observer;
        this.clock = clock;
        events = new RetrainingEvents(settings.model(), clock);
        publications = new Publications(settings.model(), follower, served, events, observer::told);
        triggers = new Triggers(settings.every(), settings.minimum(), clock.instant());
    }

    @Override
    public void run() {
        while (!stopping()) {
            try (RetrainerSeat seat = seats.get()) {
                sit(seat);
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                // Errors too: natives may not load, and a training may be too large.
                log.warn("{}: retraining failed: {}; serving goes on; again in {}", name(), reason(e), AGAIN);
                log.debug("{}", name(), e);
                rest(AGAIN);
            }
            held = false;
        }
        ended.countDown();
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void sit(RetrainerSeat seat) {
        input.prepareTopics();
        try (lookout) {
            while (!stopping()) {
                held = seat.held() && follower.caughtUp().isDone();
                if (!held) {
                    continue;
                }
                if (publications.isCanaryLeft()) { // whoever watched it is gone
                    publications.champion(seat);
                }
                if (settings.drift()) {
                    lookout.look(serving()).ifPresent(alarm -> alarmed(seat, alarm));
                }
                orders.takeRollback().ifPresent(version -> {
                    publications.again(seat, version);
                    lookout.reset();
                });
                orders.takeFile().ifPresent(file -> {
                    publications.upload(seat, file);
                    lookout.reset();
                });
                if (orders.takeTraining()) {
                    triggers.command();
                    nextLook = Instant.MIN;
                }
                look(seat);
            }
        }
    }

    /** The champion's version; empty: there is none. */
    private Optional<String> serving() {
        return served.reign().map(reign -> reign.task().model().id().version());
    }

    private void alarmed(RetrainerSeat seat, Lookout.Alarm alarm) {
        alarmAt = input.ends();
        triggers.drift();
        observer.drifted(alarm.what());
        log.info("{}: drift of {}: {}", name(), alarm.what(), alarm.value());
        publications.conclude(seat, Optional.empty(), Map.of(), events.drift(alarm.what(), alarm.value()));
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
        long version = publications.next();
        long since =
                settings.oldest().map(began::minus).map(Instant::toEpochMilli).orElse(0L);
        InputReplay.Window window = input.read(settings.window(), since, learned);
        log.info(
                "{}: trains version {}, for {}, on offsets {} to {}",
                name(),
                version,
                reason,
                window.begins(),
                window.ends());
        observer.told(events.training(version, reason));
        orders.takeEnd(); // that of an earlier one
        TrainingOutcome outcome = trial.run(reign, version, window, this::ending, this::rest, now -> status = now);
        observer.progress(0);
        if (canary.isPresent() && reign.isPresent() && outcome.verdict().promoted() && !ending()) {
            outcome = tried(seat, canary.get(), outcome);
        }
        if (stopping()) {
            return; // it was cut short
        }
        if (orders.takeEnd()) {
            ended(seat, version);
            return;
        }
        conclude(seat, reason, began, outcome);
    }

    /** The challenger serves a share of the streams for a while; what became of that. */
    private TrainingOutcome tried(RetrainerSeat seat, CanaryWatch watch, TrainingOutcome outcome) {
        long version = outcome.version();
        PublishedModel challenger = outcome.published().orElseThrow().asCanary(watch.share());
        publications.publish(seat, challenger, outcome.window().ends(), events.canary(version, watch.share()));
        status = "version " + version + " serves a share of the streams";
        CanaryErrors errors = watch.watch(
                Long.toString(version),
                outcome.champion().orElseThrow().task().model().id().version(),
                this::ending,
                this::rest);
        if (!ending() && errors.isWorse()) {
            publications.champion(seat);
        }
        return outcome.with(outcome.verdict().afterCanary(errors));
    }

    private void conclude(RetrainerSeat seat, Triggers.Reason reason, Instant began, TrainingOutcome outcome) {
        long version = outcome.version();
        Verdict verdict = outcome.verdict();
        boolean waits = verdict.outcome() == Verdict.Outcome.TOO_LITTLE_DATA;
        String event = events.concluded(version, reason, verdict);
        Map<Integer, Long> learned = waits ? Map.of() : outcome.window().ends();
        publications.conclude(seat, outcome.published(), learned, event);
        Duration took = Duration.between(began, clock.instant());
        log.info("{}: version {} {}, after {}", name(), version, verdict.describe(), took);
        status = IDLE + "; version " + version + " " + verdict.describe();
        observer.concluded(verdict, took);
        if (waits) { // the data and the alarm still count
            triggers.postponed(clock.instant());
            nextLook = clock.instant().plus(AGAIN);
        } else {
            triggers.done(clock.instant());
            alarmAt = Map.of();
            lookout.reset();
        }
    }

    /** It was told to end; what has been read may be learned another time, unless it was tried as a canary. */
    private void ended(RetrainerSeat seat, long version) {
        publications.conclude(
                seat, Optional.empty(), Map.of(), events.ended(version)); // a canary ends with the next round
        log.info("{}: the training of version {} was ended, as somebody asked for it", name(), version);
        status = IDLE + "; version " + version + " was ended";
        triggers.done(clock.instant());
        alarmAt = Map.of();
    }

    /** Asks for the model of a file, that was found to fit, to serve; why not, if it cannot. */
    public Optional<String> requestPublication(byte[] file) {
        if (!held) {
            return Optional.of("another instance retrains this model");
        }
        orders.publish(file);
        return Optional.empty();
    }

    /** Asks for a training as soon as may be; whether this instance is the one that retrains. */
    public boolean requestTraining() {
        if (held) {
            orders.train();
        }
        return held;
    }

    /** Asks for the training at hand to end without a verdict; why not, if there is none. */
    public Optional<String> requestEnd() {
        if (!held || status.startsWith(IDLE)) {
            return Optional.of("no training is at hand here: " + status());
        }
        orders.end();
        return Optional.empty();
    }

    /** Asks for an earlier version to serve again; why not, if it cannot. */
    public Optional<String> requestRollback(long version) {
        if (!held) {
            return Optional.of("another instance retrains this model");
        }
        if (!follower.kept().contains(version)) {
            return Optional.of("expected one of the versions " + follower.kept() + ", found " + version);
        }
        orders.rollBack(version);
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

    /** Whether the training at hand is to end. */
    private boolean ending() {
        return stopping() || orders.endsTraining();
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
