package io.millrace.kafka;

import java.time.Duration;
import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** What goes wrong, and all else that is left to chance: drawn from one seed. Some histories are stormier than others. */
final class Weather {
    private final Random random;
    private final double errors; // per call
    private final double crashes; // per call, before and after
    private final double freezes; // per call
    private final boolean tellsOfRebalances;
    private final boolean allowsToAbortOrphans;
    private boolean calm;

    Weather(Random random) {
        this.random = random;
        errors = rate(0.03);
        crashes = rate(0.01);
        freezes = rate(0.02);
        tellsOfRebalances = random.nextBoolean();
        allowsToAbortOrphans = random.nextBoolean();
    }

    private double rate(double atMost) {
        return random.nextInt(3) == 0 ? 0 : atMost * random.nextDouble();
    }

    /** From now on nothing fails. */
    void calmDown() {
        calm = true;
    }

    /** Whether the group's protocol is one that says when a member rejoins. */
    boolean tellsOfRebalances() {
        return tellsOfRebalances;
    }

    /** Whether the loops have the rights for that. */
    boolean allowsToAbortOrphans() {
        return allowsToAbortOrphans;
    }

    boolean errs() {
        return happens(errors);
    }

    /** The one call whose failure leaves everything open comes to grief more often. */
    boolean commitErrs() {
        return happens(4 * errors);
    }

    boolean crashes() {
        return happens(crashes);
    }

    /** Most often where it hurts most: with everything said but the commit itself. */
    boolean freezesBefore(String method) {
        return happens(method.equals("commitTransaction") ? 15 * freezes : freezes);
    }

    private boolean happens(double probability) {
        return !calm && probability > 0 && random.nextDouble() < probability;
    }

    void mayTimeOut(String call) {
        if (errs()) {
            throw new TimeoutException("simulated: " + call);
        }
    }

    void mayFail(String call) {
        if (errs()) {
            throw coin()
                    ? new KafkaException("simulated: " + call)
                    : new IllegalStateException("simulated: an error of the client in " + call);
        }
    }

    boolean coin() {
        return random.nextBoolean();
    }

    /** Between 0 and n, both included. */
    int upTo(int n) {
        return random.nextInt(n + 1);
    }

    /** How many records a fetch brings: none, a few, or all. */
    int portion() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Integer.MAX_VALUE;
            default -> 1 + random.nextInt(4);
        };
    }

    /** Nanoseconds. */
    long within(Duration timeout) {
        return (long) (random.nextDouble() * timeout.toNanos());
    }
}
