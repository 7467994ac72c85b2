package io.millrace.kafka;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;

/**
 * A process with one loop, as far as the loop can tell: clients of the simulated broker and a clock. Before and after every
 * call of a client it may crash, or freeze while the others go on.
 */
final class SimulatedProcess implements LoopClients, LoopClock {
    private static final String NAME = "mill."; // of every transactional id, before the instance's

    /** Whatever the process still does after its crash ends here. */
    static final class Crash extends Error {
        Crash() {
            super("the process is dead", null, false, false);
        }
    }

    /** The rest of the world. */
    interface World {
        /** @param what for the trace; a text is made only where there is one */
        void happened(SimulatedProcess process, Supplier<String> what);

        /** Others go on for a while; this process is silent. */
        void whileFrozen();

        /** Others go on a little; this process waits for an answer. */
        void whileWaiting();
    }

    final String name; // unlike any other process's
    private final String instance;
    private final SimulatedBroker broker;
    private final Weather weather;
    private final World world;
    private SimulatedMember member;
    private boolean dead;
    private boolean frozen;
    private long asleepUntil;

    SimulatedProcess(String name, String instance, SimulatedBroker broker, Weather weather, World world) {
        this.name = name;
        this.instance = instance;
        this.broker = broker;
        this.weather = weather;
        this.world = world;
    }

    void kill() {
        dead = true;
    }

    boolean alive() {
        return !dead;
    }

    boolean awake() {
        return broker.nanos() >= asleepUntil;
    }

    /** What its threads do in the background. */
    void heartbeat() {
        if (!dead && !frozen && member != null) {
            member.heartbeat();
        }
    }

    @Override
    public Topics.Layout topics() {
        mayStopAt("topics");
        weather.mayTimeOut("topics");
        return new Topics.Layout(broker.partitions, broker.partitions, 1 << 20, 1 << 20, 1 << 20);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Producer<byte[], byte[]> producer(int maxRecordBytes) {
        return client(Producer.class, new SimulatedProducer(broker, weather, NAME + instance));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Consumer<byte[], byte[]> member(RebalanceWatch.Listener rebalances) {
        member = new SimulatedMember(broker, weather, instance, rebalances, world::whileWaiting);
        return client(Consumer.class, member);
    }

    @Override
    public Limits limits() {
        return new Limits(SimulatedGroup.SESSION, Duration.ofSeconds(10), Duration.ofMillis(20));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Consumer<byte[], byte[]> reader(IsolationLevel isolation) {
        return client(Consumer.class, new SimulatedReader(broker, weather, isolation));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Consumer<byte[], byte[]> follower() {
        return client(Consumer.class, new SimulatedReader(broker, weather, IsolationLevel.READ_COMMITTED));
    }

    @Override
    public void abortOrphans() {
        mayStopAt("abortOrphans");
        List<String> open = weather.allowsToAbortOrphans() ? broker.transactions.openIds() : List.of();
        for (String id : open) {
            boolean member = broker.group.seat(id.substring(NAME.length())) != null;
            mayStopAt("fenceProducers");
            if (!member) {
                weather.mayTimeOut("fenceProducers");
                world.happened(this, () -> "aborts what " + id + " left open");
                broker.transactions.begin(id);
            }
        }
    }

    @Override
    public boolean partitionWithoutOwner(int partitions) {
        mayStopAt("partitionWithoutOwner");
        weather.mayTimeOut("partitionWithoutOwner");
        return broker.group.partitionWithoutOwner();
    }

    /** Hands each call to the method of the same signature. */
    private <T> T client(Class<T> type, Object simulated) {
        InvocationHandler calls = (proxy, method, given) -> {
            mayStopAt(method.getName());
            Method same = simulated.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes());
            Object answer = null;
            try {
                answer = same.invoke(simulated, given);
                return answer;
            } catch (InvocationTargetException e) {
                answer = e.getCause();
                throw e.getCause();
            } finally {
                Object result = answer;
                world.happened(this, () -> TraceText.of(method.getName(), given, result));
                mayStopAt("the return");
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private void mayStopAt(String method) {
        if (weather.crashes()) {
            world.happened(this, () -> "crashes");
            dead = true;
        }
        if (!dead && weather.freezesBefore(method)) {
            world.happened(this, () -> "freezes");
            frozen = true;
            world.whileFrozen();
            frozen = false;
        }
        if (dead) {
            throw new Crash();
        }
    }

    @Override
    public long nanoTime() {
        return broker.nanos();
    }

    /** Wrong by up to an hour: nothing may depend on it. */
    @Override
    public long millis() {
        return broker.nanos() / 1_000_000 + weather.upTo(7_200_000) - 3_600_000;
    }

    @Override
    public void pause(Duration duration, CountDownLatch stopped) {
        asleepUntil = broker.nanos() + duration.toNanos();
    }
}
