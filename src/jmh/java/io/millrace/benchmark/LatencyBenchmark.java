package io.millrace.benchmark;

import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.kafka.LoopSettings;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * From the moment at which a point is due to be produced until its committed prediction has been read, beside the same loop
 * without a model and its streams. The load is open: points are due at even intervals, whoever is late, so that a pause counts for every point
 * that it held up.
 *
 * <p>Arguments: events a second (none: 1000 5000 20000), {@code commits=20,50} in milliseconds, {@code rounds=3},
 * {@code seconds=10} measured after {@code warmup=20} at 20,000 events a second, so that the compilers have done their work
 * whatever the rate, {@code streams=1000}.
 */
final class LatencyBenchmark {
    private static final int CORE = 1;
    private static final PipelineModel MODEL = PipelineModel.A;
    private static final List<Contest> CONTEST = List.of(Contest.MILLRACE, Contest.RECORDS);
    private static final long LONGEST = Duration.ofMinutes(5).toNanos() / 1000; // µs
    private static final long WARM_UP_INTERVAL = 50_000; // ns
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final BrokerProcess broker;
    private final int rounds;
    private final int seconds;
    private final int warmUp; // seconds
    private final int streams;

    private LatencyBenchmark(BrokerProcess broker, Arguments arguments) {
        this.broker = broker;
        rounds = arguments.number("rounds", 3);
        seconds = arguments.number("seconds", 10);
        warmUp = arguments.number("warmup", 20);
        streams = arguments.number("streams", 1000);
    }

    public static void main(String[] given) throws Exception {
        Arguments arguments = new Arguments(given);
        System.out.println(Machine.describe(Kernels.best()));
        try (BrokerProcess broker = new BrokerProcess()) {
            LatencyBenchmark benchmark = new LatencyBenchmark(broker, arguments);
            benchmark.run(Contest.RECORDS, 1000, 20); // else the first turn has the broker compiled as well
            System.out.printf("%n%-52s %9s %9s %9s %9s%n", "ms from due to read", "p50", "p90", "p99", "p99.9");
            for (int rate : arguments.numbers(1000, 5000, 20_000)) {
                for (String commit : arguments.text("commits", "20,50").split(",")) {
                    benchmark.compare(rate, Integer.parseInt(commit));
                }
            }
        }
    }

    private void compare(int rate, int commit) throws IOException, InterruptedException {
        List<List<double[]>> all = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < CONTEST.size(); turn++) {
                int which = (turn + round) % CONTEST.size();
                Histogram found = run(CONTEST.get(which), rate, commit);
                all.get(which)
                        .add(IntStream.range(0, PERCENTILES.length)
                                .mapToDouble(i -> 1e-3 * found.getValueAtPercentile(PERCENTILES[i]))
                                .toArray());
            }
        }
        for (int which = 0; which < CONTEST.size(); which++) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%,6d/s, commit %d ms, %-28s", rate, commit, CONTEST.get(which).title));
            for (int i = 0; i < PERCENTILES.length; i++) {
                line.append(String.format(Locale.ROOT, " %9.1f", median(all.get(which), i)));
            }
            System.out.println(line);
        }
        System.out.printf(
                Locale.ROOT,
                "p99 with the step: %.2f × that without, the median of %d rounds%n",
                ratio(all.get(0), all.get(1)),
                rounds);
    }

    private static double median(List<double[]> rounds, int percentile) {
        return Median.of(rounds.stream().mapToDouble(round -> round[percentile]).toArray());
    }

    private static double ratio(List<double[]> ours, List<double[]> theirs) {
        return Median.of(IntStream.range(0, ours.size())
                .mapToDouble(round -> ours.get(round)[2] / theirs.get(round)[2])
                .toArray());
    }

    private Histogram run(Contest one, int rate, int commit) throws IOException, InterruptedException {
        String input = "latency-" + UUID.randomUUID();
        String output = input + ".out";
        Points.create(Map.of("bootstrap.servers", broker.bootstrapServers()), input, output);
        List<String> arguments = List.of(
                one.name(),
                MODEL.name(),
                broker.bootstrapServers(),
                input,
                input,
                output,
                Integer.toString(commit),
                Long.toString(LoopSettings.DEFAULT_CHECKPOINT.toMillis()));
        try (Forked process = Forked.start(CORE, PipelineHost.class.getName(), arguments)) {
            process.await("started"::equals);
            Load load = new Load(rate, (long) seconds * rate, warmUp * 1_000_000_000L / WARM_UP_INTERVAL);
            Thread reader = new Thread(() -> load.read(broker.bootstrapServers(), output), "reader");
            reader.start();
            load.produce(broker.bootstrapServers(), input, new Points(MODEL, streams));
            reader.join();
            return load.histogram;
        }
    }

    /** One run's points: due at even intervals, those to warm up at closer ones; the i-th bears i as its timestamp. */
    private static final class Load {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        final Histogram histogram = new ConcurrentHistogram(LONGEST, 3); // µs
        private final long interval; // ns
        private final long warmUp; // points
        private final long points; // with those
        private final long epoch = System.currentTimeMillis();
        private volatile long began;

        Load(int rate, long measured, long warmUp) {
            this.interval = 1_000_000_000L / rate;
            this.warmUp = warmUp;
            this.points = warmUp + measured;
        }

        private long due(long i) {
            return began + Math.min(i, warmUp) * WARM_UP_INTERVAL + Math.max(0, i - warmUp) * interval;
        }

        void produce(String bootstrapServers, String topic, Points from) {
            try (KafkaProducer<byte[], byte[]> producer = Points.producer(bootstrapServers, "1")) {
                send(producer, from.next(topic, 0), 0); // the pipeline takes up its work
                producer.flush();
                began = System.nanoTime() + Duration.ofSeconds(3).toNanos();
                for (long i = 1; i < points; i++) {
                    while (System.nanoTime() < due(i)) {
                        LockSupport.parkNanos(WARM_UP_INTERVAL / 2);
                    }
                    send(producer, from.next(topic, (int) (i % from.streams())), i);
                }
            }
        }

        private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> point, long i) {
            producer.send(new ProducerRecord<>(point.topic(), null, epoch + i, point.key(), point.value()));
        }

        void read(String bootstrapServers, String topic) {
            Map<String, Object> properties =
                    Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
            PredictionJson json = new PredictionJson();
            long read = 0;
            long last = System.nanoTime();
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = IntStream.range(0, PipelineSeat.PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (read < points) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                        last = System.nanoTime();
                        long i = json.read(record.value()).timestamp() - epoch;
                        if (i >= warmUp) {
                            histogram.recordValue(Math.min(LONGEST, (last - due(i)) / 1000));
                        }
                        read++;
                    }
                    if (System.nanoTime() - last > PATIENCE.toNanos()) {
                        throw new IllegalStateException("expected " + points + " predictions, found " + read);
                    }
                }
            } catch (RejectedException e) {
                throw new IllegalStateException("expected predictions", e);
            }
        }
    }
}
