package io.millrace.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ExactlyOnceLoopTest {
    private static final LoopSettings SETTINGS = LoopSettings.of(
            Map.of("bootstrap.servers", "127.0.0.1:1"), "g", "a", TopicNames.of("g", "points", "predictions"));

    private final List<Long> pauses = new ArrayList<>();

    /** Nobody waits; after some pauses the loop is stopped. */
    private ExactlyOnceLoop loop(Supplier<StreamProcessor> processors, int stopAfter, LoopObserver observer) {
        ExactlyOnceLoop[] loop = new ExactlyOnceLoop[1];
        LoopClock clock = new LoopClock() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public long millis() {
                return 0;
            }

            @Override
            public void pause(Duration duration, CountDownLatch stopped) {
                pauses.add(duration.toMillis());
                if (pauses.size() == stopAfter) {
                    loop[0].stop();
                }
            }
        };
        loop[0] = new ExactlyOnceLoop(SETTINGS, processors, clock, observer);
        return loop[0];
    }

    @Test
    void afterEachFailureInARowTheLoopWaitsLonger() {
        List<Throwable> told = new ArrayList<>();
        Error failure = new OutOfMemoryError("not really");
        ExactlyOnceLoop loop = loop(
                () -> {
                    throw failure;
                },
                8,
                new LoopObserver() {
                    @Override
                    public void aborted(Throwable cause, Duration backOff) {
                        told.add(cause);
                    }
                });
        loop.run();
        assertEquals(List.of(250L, 500L, 1000L, 2000L, 4000L, 8000L, 10000L, 10000L), pauses);
        assertEquals(8, told.size());
        assertEquals(failure, told.get(0));
        assertTrue(loop.terminated().isDone());
        assertFalse(loop.terminated().isCompletedExceptionally());
    }

    @Test
    void whatOnlyAnOperatorCanMendEndsTheLoop() {
        ExactlyOnceLoop loop = loop(
                () -> {
                    throw new IllegalStateException(new UnusableTopicException("points: no"));
                },
                1,
                LoopObserver.NONE);
        loop.run();
        assertEquals(List.of(), pauses);
        assertThrows(CompletionException.class, () -> loop.terminated().join());
    }

    @Test
    void aLoopThatNeverRanClosesAtOnce() {
        loop(() -> null, 1, LoopObserver.NONE).close();
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        TopicNames topics = SETTINGS.topics();
        assertThrows(IllegalArgumentException.class, () -> LoopSettings.of(Map.of(), "g", "a", topics));
        assertThrows(IllegalArgumentException.class, () -> LoopSettings.of(SETTINGS.client(), " ", "a", topics));
        assertThrows(IllegalArgumentException.class, () -> new TopicNames("a", "b", "b", "c"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LoopSettings(
                        SETTINGS.client(), "g", "a", topics, Duration.ofMinutes(1), Duration.ZERO, false, 1, (short)
                                1));
    }

    @Test
    void usersPropertiesHoldExceptWhereExactlyOnceIsAtStake() {
        Map<String, String> users = Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "enable.auto.commit", "true",
                "isolation.level", "read_uncommitted",
                "acks", "0",
                "linger.ms", "7",
                "session.timeout.ms", "9000",
                "transaction.timeout.ms", "4000",
                "max.request.size", "5",
                "some.plugin", "kept");
        ClientProperties properties = new ClientProperties(LoopSettings.of(users, "g", "a", SETTINGS.topics()));
        Map<String, Object> consumer = properties.consumer(null);
        assertEquals("false", consumer.get("enable.auto.commit"));
        assertEquals("read_committed", consumer.get("isolation.level"));
        assertEquals("9000", consumer.get("session.timeout.ms"));
        assertEquals("a", consumer.get("group.instance.id"));
        assertEquals("kept", consumer.get("some.plugin"));
        assertFalse(consumer.containsKey("linger.ms"), "a producer's");
        Map<String, Object> producer = properties.producer(2000);
        assertEquals("all", producer.get("acks"));
        assertEquals("7", producer.get("linger.ms"));
        assertEquals("4000", producer.get("transaction.timeout.ms"));
        assertEquals("2000", producer.get("max.request.size"));
        assertEquals("g.a", producer.get("transactional.id"));
    }
}
