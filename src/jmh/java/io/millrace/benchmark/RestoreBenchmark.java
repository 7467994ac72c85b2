package io.millrace.benchmark;

import io.millrace.kafka.ExactlyOnceLoop;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.LoopObserver;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * How long it takes until the states of many streams are back from the changelog and served, through a broker in another
 * process: each stream has had a point, the loop that took them has ended, the next one starts.
 *
 * <p>Arguments: models, numbers of streams (none: 100000 1000000). Needs a heap of 3 GB for a million streams of A.
 */
final class RestoreBenchmark {
    private static final long PATIENCE = 10; // minutes

    private RestoreBenchmark() {}

    public static void main(String[] given) throws IOException, InterruptedException {
        Arguments arguments = new Arguments(given);
        System.out.println(Machine.describe(Kernels.best()));
        try (BrokerProcess broker = new BrokerProcess()) {
            for (PipelineModel model : PipelineModel.values()) {
                if (arguments.wants(model.name(), PipelineModel.values())) {
                    for (int streams : arguments.numbers(100_000, 1_000_000)) {
                        run(broker.bootstrapServers(), model, streams);
                    }
                }
            }
        }
    }

    private static void run(String bootstrapServers, PipelineModel model, int streams) throws InterruptedException {
        String topic = "restore-" + UUID.randomUUID();
        PipelineSeat seat = new PipelineSeat(
                bootstrapServers,
                topic,
                topic,
                topic + ".out",
                LoopSettings.DEFAULT_COMMIT,
                LoopSettings.DEFAULT_CHECKPOINT);
        Points.create(Map.of("bootstrap.servers", bootstrapServers), topic);
        Points points = new Points(model, streams);
        try (KafkaProducer<byte[], byte[]> producer = Points.producer(bootstrapServers, "5")) {
            for (int stream = 0; stream < streams; stream++) {
                producer.send(points.next(topic, stream));
            }
        }
        AtomicLong left = new AtomicLong(streams);
        CountDownLatch taken = new CountDownLatch(1);
        long began = System.nanoTime();
        try (Life unused = new Life(seat, model, new LoopObserver() {
            @Override
            public void committed(Commit commit) {
                if (left.addAndGet(-commit.points()) <= 0) {
                    taken.countDown();
                }
            }
        })) {
            require(taken);
        }
        double first = 1e-9 * (System.nanoTime() - began);
        AtomicLong records = new AtomicLong();
        CountDownLatch ready = new CountDownLatch(1);
        long[] took = new long[1];
        began = System.nanoTime();
        try (Life unused = new Life(seat, model, new LoopObserver() {
            @Override
            public void restored(int partitions, long restored, Duration duration) {
                records.addAndGet(restored);
                took[0] += duration.toMillis();
            }

            @Override
            public void ready(boolean now) {
                if (now) {
                    ready.countDown();
                }
            }
        })) {
            require(ready);
            double start = 1e-9 * (System.nanoTime() - began);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %,d streams: their first points took %.1f s; %,d states restored in %.2f s, %,.0f a second; "
                            + "ready %.2f s after the start%n",
                    model,
                    streams,
                    first,
                    records.get(),
                    1e-3 * took[0],
                    1e3 * records.get() / took[0],
                    start);
        }
    }

    private static void require(CountDownLatch happened) throws InterruptedException {
        if (!happened.await(PATIENCE, TimeUnit.MINUTES)) {
            throw new IllegalStateException("expected it to be done within " + PATIENCE + " minutes");
        }
    }

    /** A loop from its start to its end. */
    private static final class Life implements AutoCloseable {
        private final ExactlyOnceLoop loop;

        Life(PipelineSeat seat, PipelineModel model, LoopObserver observer) {
            loop = new ExactlyOnceLoop(
                    seat.settings(),
                    () -> new PredictionProcessor(model.task(), Kernels.best()),
                    LoopClock.SYSTEM,
                    observer);
            new Thread(loop, "loop").start();
        }

        @Override
        public void close() {
            loop.close();
        }
    }
}
