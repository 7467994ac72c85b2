package io.millrace.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes points and produces predictions exactly once: predictions, rejected records, changed states and input offsets
 * are one Kafka transaction. Run it on a thread of its own, once.
 *
 * <p>After any failure the loop aborts, drops its clients and all states, waits a little longer each time, and begins anew
 * from what was committed. It ends when {@linkplain #stop stopped}, or with an error that only an operator can mend: another
 * process bears the same name, a topic is unusable, a client property is wrong.
 */
public final class ExactlyOnceLoop implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExactlyOnceLoop.class);

    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration GIVE_UP = Duration.ofSeconds(2);

    private final LoopSettings settings;
    private final LoopClients clients;
    private final Supplier<StreamProcessor> processors;
    private final LoopClock clock;
    private final LoopObserver observer;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final BackOff backOff = new BackOff();
    private final Portion portion;
    private LoopSession session; // null before the first and after a failure
    private volatile boolean ready;
    private volatile Thread thread;

    /** @param processors makes a processor without states, for each time the loop begins anew */
    public ExactlyOnceLoop(
            LoopSettings settings, Supplier<StreamProcessor> processors, LoopClock clock, LoopObserver observer) {
        this(settings, new KafkaLoopClients(settings, observer.clients()), processors, clock, observer, Portion.FIRST);
    }

    /** @param portion of points that the first transaction takes at most */
    ExactlyOnceLoop(
            LoopSettings settings,
            LoopClients clients,
            Supplier<StreamProcessor> processors,
            LoopClock clock,
            LoopObserver observer,
            int portion) {
        this.settings = settings;
        this.clients = clients;
        this.processors = processors;
        this.clock = clock;
        this.observer = observer;
        this.portion = new Portion(settings.instance(), portion);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!stopping()) {
                turn();
            }
            drain();
            terminated.complete(null);
        } catch (Throwable e) {
            log.error("{}: ends: {}", settings.instance(), new Failure(e, settings).line());
            log.debug("{}", settings.instance(), e);
            terminated.completeExceptionally(e);
        } finally {
            thread = null;
        }
    }

    /** The session's next turn, the first of a new one after a failure. Called by {@link #run}, or step by step instead. */
    void turn() throws InterruptedException {
        attempt(() -> {
            if (session == null) {
                session = new LoopSession(settings, clients, processors.get(), clock, observer, portion);
            }
            if (session.turn()) {
                backOff.reset();
            }
            ready(session.ready());
        });
    }

    /** The last turn. */
    void drain() throws InterruptedException {
        if (session != null) {
            attempt(session::drain);
            closeSession();
        }
    }

    private void attempt(Runnable step) throws InterruptedException {
        try {
            try {
                step.run();
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                if (session != null) {
                    session.requireOurName();
                }
                throw e;
            }
        } catch (Throwable e) { // an Error too: states may be half changed, but what was committed is whole
            Failure failure = new Failure(e, settings);
            if (failure.needsOperator()) {
                closeSession();
                throw e;
            }
            beginAnew(e, failure);
        }
    }

    private void beginAnew(Throwable error, Failure failure) throws InterruptedException {
        if (error instanceof InterruptException) {
            stop();
            Thread.interrupted();
        }
        Duration pause = backOff.next();
        log.warn( // before the clients are closed: they may wait for a broker that is away
                "{}: {}; begins anew from what was committed, in {}", settings.instance(), failure.line(), pause);
        if (failure.isFromOutside()) {
            log.debug("{}", settings.instance(), error);
        } else {
            log.warn("{}", settings.instance(), error);
        }
        closeSession();
        observer.aborted(error, pause);
        clock.pause(pause, stopped);
    }

    private void closeSession() {
        ready(false);
        if (session != null) {
            if (stopping()) {
                session.leave();
            }
            session.close();
            session = null;
        }
    }

    /** Ends the loop after it has committed; {@link #terminated} says when. Any thread. */
    public void stop() {
        stopped.countDown();
    }

    /** Completes when {@link #run} ends: normally when stopped, exceptionally when an operator is needed. */
    public CompletableFuture<Void> terminated() {
        return terminated.copy();
    }

    /** Whether all assigned partitions are restored and served. */
    public boolean ready() {
        return ready;
    }

    /** Stops and waits, at most five seconds: a loop that hangs on a broker is interrupted and its transaction aborted. */
    @Override
    public void close() {
        stop();
        if (thread == null || ended(DRAIN)) {
            return;
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        if (!ended(GIVE_UP)) {
            log.warn("{}: did not end in time", settings.instance());
        }
    }

    private boolean ended(Duration atMost) {
        try {
            terminated.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true; // logged where it happened
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void ready(boolean now) {
        if (ready != now) {
            ready = now;
            observer.ready(now);
        }
    }
}
