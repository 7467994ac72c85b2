package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.stream.StreamModels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Malformed records among good ones, one to one. {@code -Dmalformed=100000} for the long form, which also holds the
 * throughput of the good ones against that of a run without bad ones, whether good points cost about as much as bad ones or
 * several times as much.
 */
@ExtendWith(SharedBroker.class)
@Timeout(600)
class MalformedRecordsIT {
    private static final int USUAL = 8_000;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 6; // turns, at most
    private static final int STREAMS = 200;
    private static final int VERY_LARGE = 5_000_000;
    private static final int VERY_LARGE_EVERY = Integer.getInteger("malformed.large", 40_000);
    private static final long SEED = 20_261_123;

    /** What stands between the good ones. */
    private enum Beside {
        NOTHING,
        /** All kinds but the records of 5 MB. */
        RECORDS,
        /** With one of 5 MB among 40,000, or as {@code -Dmalformed.large} says: each costs what its bytes cost, 20 to 60 ms. */
        ALL
    }

    /** What is done with a good point. */
    private enum Service {
        LARGER(64, 10),
        SMALL(32, Millrun.AHEAD);

        private final int units;
        private final int ahead;

        Service(int units, int ahead) {
            this.units = units;
            this.ahead = ahead;
        }

        Millrun mill(EmbeddedBroker broker) {
            Millrun mill = new Millrun(broker, StreamModels.lstm(units, "1"));
            mill.ahead(ahead);
            return mill;
        }

        @Override
        public String toString() {
            return "LSTM of " + units + ", " + ahead + " steps ahead";
        }
    }

    @Test
    void everyBadRecordIsRejectedAsItIsAndEveryGoodOnePredicted(EmbeddedBroker broker) throws Exception {
        try (Millrun mill = Service.SMALL.mill(broker)) {
            List<ProducerRecord<byte[], byte[]>> good = good(mill, Integer.getInteger("malformed", USUAL));
            List<ProducerRecord<byte[], byte[]>> bad = bad(mill, good.size(), Beside.ALL);
            Pace pace = run(mill, good, bad);
            assertEquals(mill.reference(good), mill.predictions(good.size()));
            assertRejected(bad, mill.readAll(mill.topics.rejected()));
            assertEquals(List.of(), pace.aborted);
        }
    }

    /**
     * In one process and in turns, as many good points in each; what is measured says {@link Pace}. It begins when the
     * compilers rest: before, all are several times as slow, and the one with more kinds of work longer so.
     */
    @Test
    void goodOnesKeepHalfTheirThroughput(EmbeddedBroker broker) throws Exception {
        int count = Integer.getInteger("malformed", USUAL);
        assumeTrue(count > USUAL, "too few to say anything about time");
        Map<Service, Double> kept = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            kept.put(service, throughputKept(service, broker, count));
        }
        kept.forEach((service, share) -> assertTrue(share >= 0.5, () -> service + ": throughput, " + share));
    }

    /** @return of the good ones beside all kinds of bad ones, as a share of a clean run's */
    private static double throughputKept(Service service, EmbeddedBroker broker, int count) {
        int turns = 0;
        for (boolean compiled = false; !compiled && turns < WARM_UP; turns++) {
            compiled = turn(service, broker, count).values().stream().allMatch(Pace::isCompiled);
        }
        List<Map<Beside, Pace>> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(turn(service, broker, count));
        }
        double clean = median(rounds, Beside.NOTHING, Pace::pointsPerSecond);
        System.out.printf(
                "%s: %d malformed records of %d kinds among as many good ones, medians of %d after %d to warm up%n",
                service, count, Malformed.values().length + 3, ROUNDS, turns);
        for (Beside beside : Beside.values()) {
            double rate = median(rounds, beside, Pace::pointsPerSecond);
            System.out.printf(
                    Locale.ROOT,
                    "beside %-8s %,9.0f good ones/s, %.2f of a clean run's; %.2f µs of the service's CPU each%n",
                    beside.name().toLowerCase(Locale.ROOT),
                    rate,
                    rate / clean,
                    median(rounds, beside, Pace::work));
        }
        return median(rounds, Beside.ALL, Pace::pointsPerSecond) / clean;
    }

    private static double median(List<Map<Beside, Pace>> rounds, Beside beside, ToDoubleFunction<Pace> of) {
        return rounds.stream()
                .map(round -> round.get(beside))
                .mapToDouble(of)
                .sorted()
                .toArray()[rounds.size() / 2];
    }

    private static Map<Beside, Pace> turn(Service service, EmbeddedBroker broker, int count) {
        Map<Beside, Pace> turn = new EnumMap<>(Beside.class);
        for (Beside beside : Beside.values()) {
            try (Millrun mill = service.mill(broker)) {
                List<ProducerRecord<byte[], byte[]>> good = good(mill, count);
                turn.put(
                        beside, run(mill, good, beside == Beside.NOTHING ? List.of() : bad(mill, good.size(), beside)));
            }
        }
        return turn;
    }

    private static List<ProducerRecord<byte[], byte[]>> good(Millrun mill, int count) {
        return mill.points(STREAMS, 0, count / STREAMS);
    }

    private static Pace run(
            Millrun mill, List<ProducerRecord<byte[], byte[]>> good, List<ProducerRecord<byte[], byte[]>> bad) {
        mill.createTopic(mill.topics.input(), 2, Map.of("max.message.bytes", "6000000"));
        mill.send(interleaved(good, bad));
        System.gc(); // what making and sending these records left behind is not the loop's to collect
        Pace pace = new Pace();
        mill.start("a", mill::processor, pace);
        await().atMost(Millrun.PATIENCE.multipliedBy(5))
                .until(() -> pace.commits.stream()
                                .mapToLong(LoopObserver.Commit::points)
                                .sum()
                        >= good.size() + bad.size());
        return pace;
    }

    private static List<ProducerRecord<byte[], byte[]>> bad(Millrun mill, int count, Beside beside) {
        Random random = new Random(SEED);
        List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = ("s" + random.nextInt(STREAMS)).getBytes(UTF_8);
            ProducerRecord<byte[], byte[]> record = Malformed.record(mill.topics.input(), i, key, random);
            bad.add(i % VERY_LARGE_EVERY == 99 && beside == Beside.ALL ? veryLarge(record, i, random) : record);
        }
        return bad;
    }

    private static ProducerRecord<byte[], byte[]> veryLarge(
            ProducerRecord<byte[], byte[]> record, int id, Random random) {
        byte[] value = new byte[VERY_LARGE];
        random.nextBytes(value);
        return Malformed.with(new ProducerRecord<>(record.topic(), null, record.timestamp(), record.key(), value), id);
    }

    private static List<ProducerRecord<byte[], byte[]>> interleaved(
            List<ProducerRecord<byte[], byte[]>> good, List<ProducerRecord<byte[], byte[]>> bad) {
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (int i = 0; i < good.size(); i++) {
            all.add(good.get(i));
            if (i < bad.size()) {
                all.add(bad.get(i));
            }
        }
        return all;
    }

    private static void assertRejected(
            List<ProducerRecord<byte[], byte[]>> bad, List<ConsumerRecord<byte[], byte[]>> rejected) {
        BitSet seen = new BitSet();
        for (ConsumerRecord<byte[], byte[]> record : rejected) {
            int id = Integer.parseInt(
                    new String(record.headers().lastHeader("id").value(), UTF_8));
            ProducerRecord<byte[], byte[]> original = bad.get(id);
            assertArrayEquals(original.key(), record.key());
            assertArrayEquals(original.value(), record.value());
            Header[] headers = record.headers().toArray();
            assertEquals(7, headers.length);
            assertEquals("sequence", headers[1].key());
            assertEquals("empty", headers[2].key());
            seen.set(id);
        }
        assertEquals(bad.size(), seen.cardinality());
        assertEquals(bad.size(), rejected.size());
    }
}
