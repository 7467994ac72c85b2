package io.millrace.verticle;

import io.millrace.kafka.ModelFollower;
import io.millrace.kafka.PublishedModel;
import io.millrace.kafka.RetrainerSeat;
import io.millrace.stream.Champion;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a retrainer publishes, each under a version higher than all before, and what it tells of that. One thread. */
final class Publications {
    private static final Logger log = LoggerFactory.getLogger(Publications.class);

    private final String name;
    private final ModelFollower follower;
    private final FollowedModel served;
    private final RetrainingEvents events;
    private final Consumer<String> told;
    private long newest; // that was published here: the follower hears of it a little later

    /** @param told of every event */
    Publications(
            String name, ModelFollower follower, FollowedModel served, RetrainingEvents events, Consumer<String> told) {
        this.name = name;
        this.follower = follower;
        this.served = served;
        this.events = events;
        this.told = told;
    }

    /** The next version. */
    long next() {
        long kept = follower.kept().stream().mapToLong(Long::longValue).max().orElse(0);
        long serves = served.reign().map(Champion.Reign::newest).orElse(0L);
        return Math.max(newest, Math.max(kept, serves)) + 1;
    }

    /** What came of a training; a winner that was a canary gets a version under which it serves all streams. */
    void conclude(RetrainerSeat seat, Optional<PublishedModel> winner, Map<Integer, Long> learned, String event) {
        Optional<PublishedModel> model = winner.map(one -> one.generation() == newest ? one.forAll(newest + 1) : one);
        seat.conclude(model, follower, learned, event);
        newest = model.map(PublishedModel::generation).orElse(newest);
        told.accept(event);
    }

    void publish(RetrainerSeat seat, PublishedModel model, Map<Integer, Long> learned, String event) {
        seat.conclude(Optional.of(model), follower, learned, event);
        newest = model.generation();
        told.accept(event);
        log.info("{}: version {} is published, for a share of {} of the streams", name, newest, model.share());
    }

    /** Whether a canary serves although it is not tried here. */
    boolean isCanaryLeft() {
        return served.reign()
                .filter(reign -> reign.canary().isPresent() && reign.newest() >= newest)
                .isPresent();
    }

    /** The champion serves all streams, under a version of its own: a canary beside it is over. */
    void champion(RetrainerSeat seat) {
        Champion.Reign reign = served.reign().orElseThrow();
        long version = next();
        PublishedModel champion = follower.version(reign.generation())
                .map(kept -> kept.again(version))
                .orElseGet(() -> TrainingOutcome.published(
                        name,
                        TrainingInput.contender(reign),
                        version,
                        Map.of("rollback", Long.toString(reign.generation()))));
        publish(seat, champion, Map.of(), events.rollback(champion, reign.generation()));
    }

    /** A version that is kept serves again. */
    void again(RetrainerSeat seat, long wanted) {
        Optional<PublishedModel> kept = follower.version(wanted);
        if (kept.isEmpty()) {
            log.warn("{}: rollback: expected one of the versions {}, found {}", name, follower.kept(), wanted);
            return;
        }
        PublishedModel again = kept.get().again(next());
        publish(seat, again, Map.of(), events.rollback(again, wanted));
        log.info("{}: rolled back: version {} is version {} again", name, again.generation(), wanted);
    }

    /** The model of a file serves. */
    void upload(RetrainerSeat seat, byte[] file) {
        PublishedModel model = new PublishedModel(name, next(), file, Map.of("origin", "upload"));
        publish(seat, model, Map.of(), events.uploaded(model));
        log.info("{}: version {} was uploaded", name, model.generation());
    }
}
