package io.millrace.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand clients on one event loop, one of which never reads and ten of which read slowly: the others are not kept waiting,
 * and memory does not grow. {@code -Dlive.seconds=120} for longer, {@code -Dlive.all=true} for everyone watching everything,
 * {@code -Dlive.rate=N} for other predictions a second.
 */
final class LiveLoadIT {
    private static final int CLIENTS = Integer.getInteger("live.clients", 1_000);
    private static final int SLOW = 10;
    private static final int RATE = Integer.getInteger("live.rate", 1_000); // predictions a second
    private static final long SECONDS = Integer.getInteger("live.seconds", 6);
    private static final boolean ALL = Boolean.getBoolean("live.all");
    private static final int BATCH_MILLIS = 50; // a transaction
    private static final long GROWTH = 48L << 20; // bytes; without bounds it were a multiple

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final LiveCount count = new LiveCount();
    private final LiveHub hub = new LiveHub(
            List.of(new LiveModel("ball", "out", List.of("x", "y", "z"), "m", "constant velocity")),
            LiveHub.MOST_CLIENTS,
            LiveHistory.NONE,
            count,
            InstantSource.system());
    private long offset;

    @AfterEach
    void close() {
        done(vertx.close());
    }

    @Test
    void aStalledAndTenSlowClientsDelayNobodyAndMemoryStaysFlat() throws Exception {
        HttpServer server = onContext();
        long loop = done(onLoop(() -> Thread.currentThread().getId()));
        try (LiveReaders readers = new LiveReaders(server.actualPort())) {
            readers.stalled(request("all"));
            for (int i = 0; i < SLOW; i++) {
                readers.slow(request("all"));
            }
            for (int i = 0; i < CLIENTS - SLOW - 1; i++) {
                readers.quick(request(ALL ? "all" : "s-" + i));
            }
            readers.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> readers.subscribed() >= CLIENTS - SLOW - 1);
            context.runOnContext(v -> vertx.setPeriodic(BATCH_MILLIS, id -> publish()));
            Thread.sleep(Duration.ofSeconds(SECONDS / 3).toMillis()); // the load itself, not a synchronisation
            long before = heap();
            Thread.sleep(500); // what came while the collector stopped everything is read
            readers.forget();
            long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(loop);
            long began = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(SECONDS - SECONDS / 3).toMillis());
            double busy = (ManagementFactory.getThreadMXBean().getThreadCpuTime(loop) - cpu)
                    / (double) (System.nanoTime() - began);
            long p99 = readers.delayMillis(0.99); // before the collector stops everything
            long longest = readers.delayMillis(1);
            long growth = heap() - before;
            System.out.printf(
                    Locale.ROOT,
                    "%d clients (1 stalled, %d slow), %d predictions/s, %s: p50 %d ms, p99 %d ms, longest %d ms over %d frames;"
                            + " event loop %.0f %% of a core; heap %+.1f MB of %.1f; dropped %d%n",
                    CLIENTS,
                    SLOW,
                    RATE,
                    ALL ? "all watch all" : "each its stream",
                    readers.delayMillis(0.5),
                    p99,
                    longest,
                    readers.frames(),
                    100 * busy,
                    growth / 1e6,
                    before / 1e6,
                    count.droppedPredictions());
            assertEquals(0, readers.closed());
            assertTrue(readers.frames() > 0);
            assertTrue(growth < GROWTH, "the heap grew by " + growth + " bytes");
            // A short run beside others says little about time: only that nobody waits for the slow.
            assertTrue(p99 <= (SECONDS >= 20 ? 200 : 2_000), "p99 " + p99 + " ms");
        }
    }

    private static String request(String stream) {
        String filter = stream.equals("all") ? "" : ",\"streams\":[\"" + stream + "\"]";
        return "{\"type\":\"subscribe\",\"model\":\"ball\"" + filter + "}";
    }

    /** What one transaction brings; t is when, in microseconds. */
    private void publish() {
        List<LiveRecord> batch = new ArrayList<>();
        for (int i = 0; i < RATE * BATCH_MILLIS / 1_000; i++) {
            String stream = "s-" + offset % CLIENTS;
            String json = "{\"stream\":\"" + stream + "\",\"n\":" + offset + ",\"model\":\"ball\",\"version\":\"1\","
                    + "\"point\":[0.123456,2.345678,0.456789],\"prediction\":[0.123456,2.345678,0.456789],"
                    + "\"error\":0.004567,\"baselineError\":0.009876,\"t\":" + System.nanoTime() / 1_000 + "}";
            batch.add(new LiveRecord("ball", 0, offset++, stream, json));
        }
        hub.publish(batch);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private HttpServer onContext() {
        Promise<HttpServer> promise = Promise.promise();
        context.runOnContext(v -> vertx.createHttpServer(LiveServer.options())
                .requestHandler(new LiveServer(vertx, hub).router())
                .listen(0, "127.0.0.1")
                .onComplete(promise));
        return done(promise.future());
    }

    private <T> Future<T> onLoop(java.util.function.Supplier<T> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> promise.complete(work.get()));
        return promise.future();
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
