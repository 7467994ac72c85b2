package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.millrace.MillraceProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Does to a running mill what its settings list, while points keep coming, and measures how long each time no prediction
 * was committed. Instance one serves all the time, as far as it lives; visitors, two and three, join and leave.
 */
final class Campaign implements AutoCloseable {
    /** What can be done to a mill. */
    enum Blow {
        /** {@code kill -9} of instance one, and its next start; the next blow falls whenever it may. */
        KILL,
        /** The same, but waits for its predictions. */
        KILL_AND_WAIT,
        /** A visitor comes; the next blow may fall in the midst of it. */
        JOIN,
        /** {@code kill -9} of instance one; the visitors have to take over before one may start again. */
        TAKE_OVER,
        /** The visitor that came last goes, with SIGTERM. */
        LEAVE,
        /** {@code kill -9} of the broker, and its next start. */
        KILL_BROKER
    }

    private static final long PATIENCE = 180; // seconds, on a machine that has other things to do
    private static final int LONGEST_WAIT = 3000; // milliseconds before a blow

    private final Mill mill;
    private final String group;
    private final PointFeeder feeder;
    private final CommittedTail tail;
    private final int partitions;
    private final Random random;
    private final List<Duration> restarts = new ArrayList<>();
    private final List<Duration> takeOvers = new ArrayList<>();
    private final List<Duration> brokerRestarts = new ArrayList<>();
    private MillraceProcess one;
    private final Deque<MillraceProcess> visitors = new ArrayDeque<>();
    private int joins;
    private int kills;
    private int killsBeforeRestored;

    /** Instance one has not been started yet. */
    Campaign(Mill mill, String group, PointFeeder feeder, CommittedTail tail, int partitions, long seed) {
        this.mill = mill;
        this.group = group;
        this.feeder = feeder;
        this.tail = tail;
        this.partitions = partitions;
        this.random = new Random(seed);
    }

    void begin() throws Exception {
        one = mill.serve(group, "one");
        one.awaitLine(Mill::restored);
    }

    /** @param rounds of points that come meanwhile: a half before the blow, a half after it */
    void strike(Blow blow, int rounds) throws Exception {
        feeder.allow(rounds / 2);
        LockSupport.parkNanos(random.nextInt(LONGEST_WAIT) * 1_000_000L); // chance, not a wait for anything
        switch (blow) {
            case KILL -> killOne();
            case KILL_AND_WAIT -> killOne();
            case JOIN -> join();
            case TAKE_OVER -> kill(one);
            case LEAVE -> leave();
            case KILL_BROKER -> mill.killBroker();
        }
        long began = System.nanoTime();
        long at = System.currentTimeMillis();
        feeder.allow(rounds - rounds / 2);
        switch (blow) {
            case KILL_AND_WAIT -> restarts.add(awaitPartitions(visitors.isEmpty() ? partitions : 1, at, began));
            case JOIN -> {
                if (random.nextBoolean()) {
                    visitors.peek().awaitLine(Mill::restored);
                }
            }
            case TAKE_OVER -> {
                takeOvers.add(awaitPartitions(partitions, at, began));
                one = mill.serve(group, "one");
            }
            case KILL_BROKER -> {
                mill.startBroker();
                brokerRestarts.add(awaitPartitions(partitions, at, began));
            }
            default -> {}
        }
    }

    private void killOne() throws Exception {
        kill(one);
        one = mill.serve(group, "one");
    }

    private void kill(MillraceProcess process) throws Exception {
        kills++;
        if (process.lines().stream().noneMatch(Mill::restored)) {
            killsBeforeRestored++;
        }
        process.kill();
    }

    private void join() throws Exception {
        joins++;
        visitors.push(mill.serve(group, visitors.isEmpty() ? "two" : "three"));
    }

    private void leave() throws Exception {
        int code = visitors.pop().stop();
        if (code != 143) {
            throw new AssertionError("a visitor: expected exit code 143, found " + code);
        }
    }

    private Duration awaitPartitions(int count, long since, long began) {
        Awaitility.await("predictions of " + count + " partitions")
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE, SECONDS)
                .until(() -> tail.partitionsSince(since) >= count);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Waits for what is still to come, and stops the service. */
    void end(long points) throws Exception {
        Awaitility.await("all " + points + " predictions")
                .atMost(PATIENCE, SECONDS)
                .until(() -> tail.total() >= points);
        int code = one.stop();
        if (code != 143) {
            throw new AssertionError("instance one: expected exit code 143, found " + code);
        }
    }

    /** Of an interrupted run. */
    String summary() {
        return "%d kills of the service, %d of them before it had restored, %d visits of others; seconds from a kill to the next prediction: restart %s, takeover %s, broker %s"
                .formatted(
                        kills,
                        killsBeforeRestored,
                        joins,
                        seconds(restarts),
                        seconds(takeOvers),
                        seconds(brokerRestarts));
    }

    private static List<String> seconds(List<Duration> durations) {
        return durations.stream()
                .map(one -> "%.1f".formatted(one.toMillis() / 1000.0))
                .toList();
    }

    @Override
    public void close() {
        visitors.forEach(MillraceProcess::close);
        if (one != null) {
            one.close();
        }
    }
}
