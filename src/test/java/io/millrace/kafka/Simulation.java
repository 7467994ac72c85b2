package io.millrace.kafka;

import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Canary;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/**
 * One history: up to four processes, the same names again and again, on a broker in memory, in bad weather; then the weather
 * calms down, and what was committed must be what one process without a fault would have made. One thread: the processes
 * take turns, and one that freezes or waits within a call lets others have theirs. All chance comes from the seed.
 */
final class Simulation implements SimulatedProcess.World {
    /** The outcome is not the one expected. */
    static final class Deviation extends AssertionError {
        Deviation(String what) {
            super(what);
        }
    }

    private static final int CANARY = 3; // a generation
    private static final List<String> INSTANCES = List.of("a", "b", "c");
    private static final int MOST_PROCESSES = 4;
    private static final int[] COMMITS = {0, 50, 200, 1000}; // milliseconds
    private static final int[] CHECKPOINTS = {0, 0, 200, 1000, 5000, 3_600_000}; // milliseconds
    private static final int HEARTBEAT = 1000; // milliseconds
    private static final int DEEPEST = 3;
    private static final StreamSettings SETTINGS =
            StreamSettings.next(1, Baseline.CONSTANT_VELOCITY).withReplay(3);
    private static final int LONGEST_CALM = 3000; // rounds

    private static final class Running {
        final SimulatedProcess process;
        final Champion champion; // as far as the process has heard
        final StreamMailbox mailbox;
        final ExactlyOnceLoop loop;
        boolean busy; // in the midst of a turn

        Running(SimulatedProcess process, Champion champion, StreamMailbox mailbox, ExactlyOnceLoop loop) {
            this.process = process;
            this.champion = champion;
            this.mailbox = mailbox;
            this.loop = loop;
        }
    }

    private final Random random;
    private final Random haste; // of its own: what it draws changes no other chance
    private final Random standbys; // of its own, too
    private final Random portions; // the same
    private final List<StreamModel> models; // the first serves from the beginning
    private final Kernels kernels;
    private final Mutation mutation;
    private final Consumer<String> trace; // null: none
    private final Weather weather;
    private final SimulatedBroker broker;
    private final SimulatedPoints points;
    private final Duration commit;
    private final boolean resets; // streams are also forgotten because somebody asks for it
    private final SequenceRules rules;
    private final int room; // streams in memory
    private final List<Running> running = new ArrayList<>();
    private int depth;
    private int started;
    private final int canary; // the model that serves half of the streams before the next serves all; 0: none does
    private final StreamSettings asked;
    private int published = 1; // models
    private boolean calm;

    /** @param trace takes a line for each thing that happens; null for none */
    Simulation(long seed, List<StreamModel> models, Kernels kernels, Mutation mutation, Consumer<String> trace) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L); // near seeds begin alike
        this.haste = new Random(seed);
        this.standbys = new Random(~seed);
        this.portions = new Random(seed ^ 1);
        boolean carries =
                seed % 4 == 1; // then all models are of one size: else it would matter which of them were seen
        this.models = carries ? List.copyOf(models.subList(0, 2)) : List.copyOf(models);
        canary = seed % 2 == 0 ? CANARY : 0;
        asked = SETTINGS.withCarry(carries);
        this.kernels = kernels;
        this.mutation = mutation;
        this.trace = trace;
        this.weather = new Weather(random);
        this.broker = new SimulatedBroker(
                TopicNames.of("mill", "points", "predictions").withForgotten("forgotten"), 1 + random.nextInt(4));
        this.commit = Duration.ofMillis(COMMITS[random.nextInt(COMMITS.length)]);
        this.resets = random.nextInt(3) == 0;
        this.rules = resets ? rulesBesideResets() : rules();
        this.points = new SimulatedPoints(
                broker,
                random,
                rules.order().filter(o -> o.by() == Order.By.NUMBER).isPresent());
        this.room = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(3);
    }

    private Optional<Duration> milliseconds(int about) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofMillis(about + random.nextInt(about)));
    }

    private SequenceRules rules() {
        Forgetting forgetting = new Forgetting(milliseconds(1500), milliseconds(500), Forgetting.Time.EVENT);
        Optional<Order> order =
                switch (random.nextInt(3)) {
                    case 0 -> Optional.of(new Order(Order.By.NUMBER, upToASecond(), 1 + random.nextInt(6)));
                    case 1 -> Optional.of(new Order(Order.By.TIME, upToASecond(), 1 + random.nextInt(20)));
                    default -> Optional.empty();
                };
        return new SequenceRules(forgetting, order, "seq");
    }

    /** Which points an order lets go would depend on when a stream is reset; so there is none, but perhaps a clock. */
    private SequenceRules rulesBesideResets() {
        Forgetting.Time time = random.nextBoolean() ? Forgetting.Time.WALL : Forgetting.Time.EVENT;
        return SequenceRules.of(new Forgetting(milliseconds(1500), milliseconds(500), time));
    }

    private Duration upToASecond() {
        return Duration.ofMillis(1 + random.nextInt(1000));
    }

    /** Errors: {@link Deviation}. */
    void run() {
        int storm = 40 + random.nextInt(160);
        for (int i = 0; i < storm; i++) {
            event();
        }
        calm = true;
        weather.calmDown();
        settle();
        check("after the storm");
        running.forEach(one -> one.process.kill());
        running.clear();
        points.appendEvery();
        settle();
        check("after a restart");
    }

    private void event() {
        pass(random.nextInt(60) > 0 ? random.nextInt(30) : random.nextInt(12_000));
        int dice = random.nextInt(100);
        if (dice < 1) {
            kill();
        } else if (dice < 2) {
            stop();
        } else if (dice < 5 || running.isEmpty()) {
            start(INSTANCES.get(random.nextInt(INSTANCES.size())));
        } else if (dice < 7) {
            broker.compactStates(random);
        } else if (dice < 8) {
            published = Math.min(published + 1, models.size());
        } else if (dice < 11) {
            follow();
        } else if (dice < 13) {
            reset();
        } else if (dice < 32) {
            points.append();
        } else if (dice < 46) {
            broker.transactions.deliver(random);
        } else {
            turn();
        }
    }

    /** Time passes, and who is not frozen sends heartbeats. */
    private void pass(int milliseconds) {
        for (int left = milliseconds; left > 0; left -= HEARTBEAT) {
            broker.pass(Math.min(left, HEARTBEAT) * 1_000_000L);
            running.forEach(one -> one.process.heartbeat());
        }
    }

    private void start(String instance) {
        if (running.size() < MOST_PROCESSES) {
            SimulatedProcess process =
                    new SimulatedProcess(instance + "#" + ++started, instance, broker, weather, this);
            LoopSettings settings = new LoopSettings(
                    Map.of("bootstrap.servers", "simulated"),
                    "mill",
                    instance,
                    broker.topics,
                    commit,
                    Duration.ofMillis(CHECKPOINTS[random.nextInt(CHECKPOINTS.length)]),
                    standbys.nextBoolean(),
                    broker.partitions,
                    LoopSettings.BROKERS_REPLICATION);
            Champion champion = Champion.of(1, task(1, mutation.settings(asked)));
            StreamMailbox mailbox = new StreamMailbox();
            int ahead = random.nextInt(500); // of the clock
            Supplier<StreamProcessor> processors =
                    () -> mutation.processor(unhurried(processor(champion, rules, ahead, room, mailbox)));
            LoopClients clients = mutation.clients(process);
            ExactlyOnceLoop loop = new ExactlyOnceLoop(
                    settings, clients, processors, process, LoopObserver.NONE, 1 + portions.nextInt(4));
            running.add(new Running(process, champion, mailbox, loop));
            happened(process, () -> "starts");
        }
    }

    private StreamTask task(int generation, StreamSettings settings) {
        return new StreamTask(models.get(generation - 1), settings);
    }

    private StreamProcessor processor(
            Champion champion, SequenceRules by, int ahead, int streams, StreamMailbox mailbox) {
        return new PredictionProcessor(
                champion,
                kernels,
                by,
                broker.clock(ahead),
                new PredictionProcessor.Room(
                        streams == Integer.MAX_VALUE ? StreamStore.NONE : new StreamsAside(), streams),
                mailbox);
    }

    /** Somebody asks a process to forget a stream. */
    private void reset() {
        if (resets && !running.isEmpty()) {
            Running one = running.get(random.nextInt(running.size()));
            StreamKey stream = SimulatedPoints.key(random.nextInt(SimulatedPoints.STREAMS));
            happened(one.process, () -> "is asked to forget " + stream);
            CompletableFuture<Optional<StreamMailbox.Held>> unused = one.mailbox.reset(stream);
        }
    }

    /** Sometimes takes but the first records of a poll. */
    private StreamProcessor unhurried(StreamProcessor processor) {
        return new Wrapped(processor) {
            @Override
            public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                int most = haste.nextInt(16) > 0 ? poll.size() : 1 + haste.nextInt(poll.size());
                return super.process(poll.subList(0, most), output);
            }
        };
    }

    /** A process hears of the next model. */
    private void follow() {
        if (!running.isEmpty()) {
            follow(running.get(random.nextInt(running.size())));
        }
    }

    private void follow(Running one) {
        int next = (int) one.champion.newest().newest() + 1;
        if (next <= published) {
            offer(one.champion, next, mutation.settings(asked));
            happened(one.process, () -> "hears of model " + next);
        }
    }

    private void kill() {
        if (!running.isEmpty()) {
            Running one = running.remove(random.nextInt(running.size()));
            happened(one.process, () -> "is killed");
            one.process.kill();
        }
    }

    private void stop() {
        Running one = idle();
        if (one != null) {
            happened(one.process, () -> "is stopped");
            act(one, one.loop::drain);
            one.process.kill();
            running.remove(one);
        }
    }

    private void turn() {
        Running one = idle();
        if (one != null && one.process.awake()) {
            act(one, one.loop::turn);
        }
    }

    private Running idle() {
        List<Running> idle = running.stream().filter(one -> !one.busy).toList();
        return idle.isEmpty() ? null : idle.get(random.nextInt(idle.size()));
    }

    private interface Action {
        void run() throws InterruptedException;
    }

    private void act(Running one, Action action) {
        one.busy = true;
        try {
            action.run();
        } catch (SimulatedProcess.Crash crash) {
            one.process.kill();
        } catch (FencedInstanceIdException replaced) {
            happened(one.process, () -> "ends: " + replaced.getMessage());
            one.process.kill();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            one.busy = false;
            if (!one.process.alive()) {
                running.remove(one);
            }
        }
    }

    @Override
    public void happened(SimulatedProcess process, Supplier<String> what) {
        if (trace != null) {
            trace.accept(
                    "%.3f %s%s %s".formatted(broker.nanos() / 1e9, "    ".repeat(depth), process.name, what.get()));
        }
    }

    @Override
    public void whileFrozen() {
        if (depth < DEEPEST) {
            depth++;
            if (random.nextInt(4) == 0) {
                pass(6_000 + random.nextInt(6_000)); // about a session, about a transaction's time
            }
            for (int i = random.nextInt(25); i >= 0; i--) {
                event();
            }
            depth--;
        }
    }

    @Override
    public void whileWaiting() {
        if (depth < DEEPEST) {
            depth++;
            if (calm) {
                round();
            } else {
                event();
            }
            depth--;
        }
    }

    /** Until all is consumed and decided. */
    private void settle() {
        for (int i = 0; i < LONGEST_CALM; i++) {
            if (broker.settled()) {
                return;
            }
            if (running.isEmpty()) {
                start("a");
            }
            round();
        }
        throw new Deviation("does not come to rest");
    }

    private void round() {
        pass(50);
        for (int i = 0; i < 5; i++) {
            broker.transactions.deliver(random);
        }
        for (Running one : List.copyOf(running)) {
            follow(one);
            if (!one.busy && one.process.alive() && one.process.awake()) {
                act(one, one.loop::turn);
            }
        }
    }

    /** A canary is beside the one before it. */
    private boolean offer(Champion champion, int generation, StreamSettings settings) {
        StreamTask task = task(generation, settings);
        if (generation != canary) {
            return champion.offer(generation, task);
        }
        boolean beside = champion.offer(generation - 1, task(generation - 1, settings));
        return champion.offer(new Canary(generation, task, 0.5)) || beside;
    }

    /** Of all processes, under the models noted last. */
    private StreamProcessor successor(int generation) {
        Champion champion = Champion.of(1, task(1, asked));
        offer(champion, generation, asked);
        return processor(champion, rules, 0, room, new StreamMailbox());
    }

    /** With resets it forgets streams where the outcome did, of whatever time. */
    private Reference reference() {
        Forgetting noneIdle =
                new Forgetting(Optional.empty(), rules.forgetting().gap(), Forgetting.Time.EVENT);
        SequenceRules by = resets ? SequenceRules.of(noneIdle) : rules;
        return new Reference(
                broker,
                () -> Champion.of(1, task(1, asked)),
                (champion, generation) -> offer(champion, generation, asked),
                (champion, mailbox) -> processor(champion, by, 0, Integer.MAX_VALUE, mailbox),
                resets);
    }

    private Outcome comparable(Outcome outcome) {
        Outcome comparable = resets ? outcome.withResetsFor("idle") : outcome;
        return rules.forgetting().time() == Forgetting.Time.WALL ? comparable.withoutClock() : comparable;
    }

    private void check(String when) {
        Outcome all = Outcome.found(broker, this::successor);
        Outcome expected = comparable(reference().outcome(all));
        Outcome found = comparable(all);
        requireEqual(when + ", rejected", expected.rejected(), found.rejected());
        requireEqual(
                when + ", streams",
                expected.predictions().keySet(),
                found.predictions().keySet());
        expected.predictions().forEach((stream, values) -> {
            List<String> others = found.predictions().get(stream);
            for (int i = 0; i < Math.min(values.size(), others.size()); i++) {
                requireEqual(when + ", " + stream + ", prediction " + i, values.get(i), others.get(i));
            }
            requireEqual(when + ", " + stream + ", predictions", values.size(), others.size());
        });
        requireEqual(when + ", forgotten", expected.forgotten(), found.forgotten());
        requireEqual(when + ", times", expected.times(), found.times());
        requireNotBack(when, expected.generations(), found.generations());
        requireEqual(
                when + ", streams with a state",
                expected.states().keySet(),
                found.states().keySet());
        expected.states()
                .forEach((stream, state) -> requireEqual(
                        when + ", " + stream + ", state",
                        state,
                        found.states().get(stream).as(state)));
    }

    /** A partition is not noted as one of an older model than it was last served with. */
    private static void requireNotBack(String when, Map<Integer, Long> served, Map<Integer, Long> noted) {
        served.forEach((partition, generation) -> {
            if (noted.getOrDefault(partition, 0L) < generation) {
                throw new Deviation(when + ", partition " + partition + ": expected model " + generation
                        + " or newer noted, found " + noted.get(partition));
            }
        });
    }

    private static void requireEqual(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new Deviation(what + ": expected " + expected + ", found " + found);
        }
    }
}
