package io.millrace.verticle;

import io.millrace.kafka.InputReplay;
import io.millrace.kafka.RecordedSequence;
import io.millrace.kafka.ShadowRun;
import io.millrace.retrain.Challenger;
import io.millrace.retrain.Pace;
import io.millrace.retrain.RetrainObserver;
import io.millrace.retrain.Verdict;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training from the data to the verdict: on what was recorded, and then, where it is asked for, beside the champion. */
public final class Trial {
    private static final Logger log = LoggerFactory.getLogger(Trial.class);
    private static final Duration BETWEEN = Duration.ofSeconds(1); // two words about progress

    private final RetrainerSettings settings;
    private final Challenger challenger;
    private final Function<Set<String>, Map<String, String>> labels;
    private final ShadowRun shadow;
    private final FollowedModel served;
    private final RetrainObserver observer;
    private final InstantSource clock;
    private final RetrainingEvents events;
    private Instant nextTold = Instant.MIN;

    /**
     * @param labels of streams, by name, for those that are given
     * @param served makes of a published model what a loop would serve
     */
    public Trial(
            RetrainerSettings settings,
            Challenger challenger,
            Function<Set<String>, Map<String, String>> labels,
            ShadowRun shadow,
            FollowedModel served,
            RetrainObserver observer,
            InstantSource clock) {
        this.settings = settings;
        this.challenger = challenger;
        this.labels = labels;
        this.shadow = shadow;
        this.served = served;
        this.observer = observer;
        this.clock = clock;
        events = new RetrainingEvents(settings.model(), clock);
    }

    /**
     * Runs in its own time.
     *
     * @param stopping whether to give it up; what comes out then is worth nothing
     * @param status told in a few words
     */
    TrainingOutcome run(
            Optional<Champion.Reign> reign,
            long version,
            InputReplay.Window window,
            BooleanSupplier stopping,
            Pace.Rest rest,
            Consumer<String> status) {
        status.accept("trains version " + version);
        Pace pace = pace(rest, stopping, share -> {
            observer.progress(share);
            if (!clock.instant().isBefore(nextTold)) {
                nextTold = clock.instant().plus(BETWEEN);
                observer.told(events.progress(version, share));
            }
        });
        Set<String> streams =
                window.sequences().stream().map(RecordedSequence::stream).collect(Collectors.toSet());
        Verdict verdict = challenger.challenge(
                reign.map(TrainingInput::contender),
                Long.toString(version),
                TrainingInput.data(settings.features(), window.sequences(), labels.apply(streams)),
                pace);
        TrainingOutcome outcome = new TrainingOutcome(settings, version, reign, window, verdict);
        boolean proves = settings.shadow().isPresent() && reign.isPresent() && verdict.promoted();
        if (proves) {
            status.accept("version " + version + " runs beside the champion");
        }
        return proves
                ? outcome.with(beside(reign.get(), outcome, settings.shadow().get(), stopping, rest))
                : outcome;
    }

    private Pace pace(Pace.Rest rest, BooleanSupplier stopping, DoubleConsumer progress) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean told = threads.isCurrentThreadCpuTimeSupported();
        LongSupplier cpuTime = told ? threads::getCurrentThreadCpuTime : System::nanoTime;
        return new Pace(settings.cpu(), System::nanoTime, cpuTime, rest, stopping, progress);
    }

    /** What becomes of a promoted challenger that runs beside the champion for a while. */
    private Verdict beside(
            Champion.Reign reign, TrainingOutcome outcome, Duration time, BooleanSupplier stopping, Pace.Rest rest) {
        log.info("{}: version {} runs beside the champion for {}", settings.model(), outcome.version(), time);
        observer.told(events.shadow(outcome.version()));
        StreamTask next = served.task(outcome.published().orElseThrow());
        ShadowRun.Errors errors = shadow.run(
                reign.task(), next, outcome.window().ends(), time, stopping, pace(rest, stopping, share -> {})::work);
        return outcome.verdict().afterShadow(errors.champion(), errors.challenger());
    }
}
