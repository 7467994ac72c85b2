package io.millrace.benchmark;

import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Prediction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Events through the exactly-once loop, beside itself with as many malformed records among them, the same loop whose kernels take
 * no step, one that has no streams either, a bare pass-through, and Kafka Streams with ONNX Runtime and with DL4J: the same records from the same broker under the same guarantees. Each contender runs in a process of
 * its own, in turns; the broker has another, each a core where the machine has two. What is compared is the CPU time of
 * the threads that do the work, the loop's and the producer's, and that of the whole process, with collector and compiler.
 *
 * <p>Arguments: models, numbers of streams, {@code rounds=3}, {@code events=1000000} to measure, {@code warmup=4000000} events at
 * most until the compilers have done, {@code seconds=40} for either at most; {@code without=STREAMS_DL4J,…}. Such as
 * {@code A 1000 10000}; without any: A and B, with 1,000, 10,000 and 100,000 streams.
 */
final class PipelineBenchmark {
    private static final int CORE = 1;

    /**
     * On the one core that they share, compiling beside the loop would take half of it for half a minute and more. A heap that grows is
     * touched for the first time meanwhile, which is slow on virtual machines.
     */
    private static final String[] FLAGS = {"-Xbatch", "-Xms2g", "-XX:+AlwaysPreTouch"};

    private static final int KNOWN = 200_000; // predictions of the first to come
    private static final int COMPARED = 4000;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final double TOLERANCE = 1e-4;

    private final BrokerProcess broker;
    private final int rounds;
    private final long events;
    private final long warmUp;
    private final long seconds;
    private final List<Contest> contest;

    private PipelineBenchmark(BrokerProcess broker, Arguments arguments) {
        this.broker = broker;
        rounds = arguments.number("rounds", 3);
        events = arguments.number("events", 1_000_000);
        warmUp = arguments.number("warmup", 4_000_000);
        seconds = arguments.number("seconds", 40);
        contest = Arrays.stream(Contest.values())
                .filter(one -> !arguments.text("without", "").contains(one.name()))
                .toList();
    }

    public static void main(String[] given) throws Exception {
        Arguments arguments = new Arguments(given);
        System.out.println(Machine.describe(Kernels.best()));
        try (BrokerProcess broker = new BrokerProcess()) {
            PipelineBenchmark benchmark = new PipelineBenchmark(broker, arguments);
            for (PipelineModel model : PipelineModel.values()) {
                if (arguments.wants(model.name(), PipelineModel.values())) {
                    for (int streams : arguments.numbers(1000, 10_000, 100_000)) {
                        benchmark.run(model, streams);
                    }
                }
            }
        }
    }

    private void run(PipelineModel model, int streams) throws IOException {
        String topic = "points-" + UUID.randomUUID();
        String spoilt = topic + ".spoilt";
        new Points(model, streams).fill(broker.bootstrapServers(), topic, warmUp + 2 * events);
        if (contest.contains(Contest.MALFORMED)) {
            new Points(model, streams).fillAndSpoil(broker.bootstrapServers(), spoilt, warmUp + 2 * events);
        }
        Map<Contest, List<Map<String, Double>>> results = new EnumMap<>(Contest.class);
        Map<String, double[]> expected = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < contest.size(); turn++) {
                Contest one = contest.get((turn + round) % contest.size());
                String output = topic + "." + one + "." + round;
                results.computeIfAbsent(one, any -> new ArrayList<>())
                        .add(run(one, model, one == Contest.MALFORMED ? spoilt : topic, output));
                if (one.predicts()) {
                    check(one, output, expected);
                }
            }
        }
        print(model, streams, results);
    }

    private Map<String, Double> run(Contest one, PipelineModel model, String input, String output) throws IOException {
        Points.create(Map.of("bootstrap.servers", broker.bootstrapServers()), output);
        List<String> arguments = List.of(
                one.name(),
                model.name(),
                broker.bootstrapServers(),
                "group-" + UUID.randomUUID(),
                input,
                output,
                "50",
                Long.toString(warmUp),
                Long.toString(events),
                Long.toString(seconds));
        try (Forked process = Forked.start(CORE, one.libraries(), PipelineRun.class.getName(), arguments, FLAGS)) {
            Map<String, Double> result = new HashMap<>();
            for (String pair : process.await(line -> line.startsWith("result ")).split(" ")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    result.put(pair.substring(0, equals), Double.parseDouble(pair.substring(equals + 1)));
                }
            }
            return result;
        }
    }

    /** The first predictions are those of whoever came first. */
    private void check(Contest one, String output, Map<String, double[]> expected) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        boolean first = expected.isEmpty();
        int seen = 0;
        int compared = 0;
        PredictionJson json = new PredictionJson();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PipelineSeat.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(output, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (first ? seen < KNOWN : compared < COMPARED) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
                if (records.isEmpty()) {
                    break; // a slow one has written no more
                }
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    Prediction prediction = json.read(record.value());
                    String which = prediction.stream() + "@" + prediction.n();
                    seen++;
                    if (first) {
                        expected.put(which, prediction.next());
                    } else if (expected.containsKey(which)) {
                        compared++;
                        requireAlike(one, which, expected.get(which), prediction.next());
                    }
                }
            }
        } catch (RejectedException e) {
            throw new IllegalStateException(one.title + ": expected predictions", e);
        }
        if (!first && compared == 0) {
            throw new IllegalStateException(one.title + ": expected the same streams, found none of them");
        }
    }

    private static void requireAlike(Contest one, String which, double[] expected, double[] found) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - found[i]) <= TOLERANCE)) {
                throw new IllegalStateException(one.title + ": expected " + expected[i] + " for " + which + ", found "
                        + found[i] + "; it computes something else");
            }
        }
    }

    private static void print(PipelineModel model, int streams, Map<Contest, List<Map<String, Double>>> results) {
        System.out.printf(Locale.ROOT, "%n%s: %s, %,d streams%n", model, model.title(), streams);
        System.out.printf(
                "%-34s %10s %10s %12s %12s %12s %12s %15s%n",
                "", "events/s", "our share", "work, µs", "process, µs", "compiler, µs", "× our work", "× our process");
        results.forEach((one, rounds) -> System.out.printf(
                Locale.ROOT,
                "%-34s %,10.0f %10.2f %12.2f %12.2f %12.2f %12.2f %15.2f%n",
                one.title,
                median(rounds, "speed"),
                ratio(results.get(Contest.MILLRACE), rounds, "speed"),
                median(rounds, "work"),
                median(rounds, "cpu"),
                median(rounds, "compiler"),
                ratio(rounds, results.get(Contest.MILLRACE), "work"),
                ratio(rounds, results.get(Contest.MILLRACE), "cpu")));
        List<Map<String, Double>> ours = results.get(Contest.MILLRACE);
        StringBuilder shares = new StringBuilder("of Millrace's µs:");
        for (String part : List.of("consume", "codec", "streams", "step", "changelog", "produce", "other")) {
            double share = Median.of(ours.stream()
                    .mapToDouble(round -> round.getOrDefault("share." + part, 0.0) * round.get("worker"))
                    .toArray());
            shares.append(String.format(Locale.ROOT, " %s %.2f,", part, share));
        }
        shares.append(String.format(Locale.ROOT, " the producer's network thread %.2f,", median(ours, "network")));
        shares.append(String.format(
                Locale.ROOT, " compiler %.2f, collector %.2f", median(ours, "compiler"), median(ours, "collector")));
        System.out.println(shares);
    }

    /** How many times as large, as the median of the rounds. */
    private static double ratio(List<Map<String, Double>> these, List<Map<String, Double>> those, String what) {
        return Median.of(IntStream.range(0, these.size())
                .mapToDouble(
                        round -> these.get(round).get(what) / those.get(round).get(what))
                .toArray());
    }

    private static double median(List<Map<String, Double>> rounds, String name) {
        return Median.of(rounds.stream().mapToDouble(round -> round.get(name)).toArray());
    }
}
