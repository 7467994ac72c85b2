package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.StreamModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Malformed records among good ones, one to one. {@code -Dmalformed=100000} for the long form, which also holds the
 * throughput of the good ones against that of a run without bad ones.
 */
@ExtendWith(SharedBroker.class)
@Timeout(600)
class MalformedRecordsIT {
    private static final int USUAL = 8_000;
    private static final int ROUNDS = 5;
    private static final int STREAMS = 200;
    private static final int VERY_LARGE = 5_000_000;
    private static final long SEED = 20_261_123;

    @Test
    void everyBadRecordIsRejectedAsItIsAndEveryGoodOnePredicted(EmbeddedBroker broker) throws Exception {
        int count = Integer.getInteger("malformed", USUAL);
        if (count == USUAL) { // too few to say anything about time
            run(broker, count, true);
            return;
        }
        run(broker, USUAL, false); // warms up
        double[] clean = new double[ROUNDS];
        double[] mixed = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            clean[round] = run(broker, count, false);
            mixed[round] = run(broker, count, true);
        }
        double share = median(clean) / median(mixed);
        System.out.printf(
                "%d malformed records of %d kinds among as many good ones: good ones at %.2f of a clean run's throughput,"
                        + " medians of %d%n",
                count, Malformed.values().length + 3, share, ROUNDS);
        assertTrue(share >= 0.5, "throughput");
    }

    private static double median(double[] seconds) {
        return Arrays.stream(seconds).sorted().toArray()[seconds.length / 2];
    }

    /** Returns seconds from readiness to the commit of the last record. */
    private static double run(EmbeddedBroker broker, int count, boolean mixed) throws Exception {
        try (Millrun mill = new Millrun(broker, StreamModels.lstm(32, "1"))) {
            mill.createTopic(mill.topics.input(), 2, Map.of("max.message.bytes", "6000000"));
            List<ProducerRecord<byte[], byte[]>> good = mill.points(STREAMS, 0, count / STREAMS);
            List<ProducerRecord<byte[], byte[]>> bad = mixed ? bad(mill, good.size()) : List.of();
            mill.send(interleaved(good, bad));
            Millrun.Told told = new Millrun.Told();
            ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
            await().atMost(Millrun.PATIENCE).until(loop::ready);
            long began = System.nanoTime();
            int all = good.size() + bad.size();
            await().atMost(Millrun.PATIENCE.multipliedBy(4))
                    .until(() -> told.commits.stream()
                                    .mapToLong(LoopObserver.Commit::points)
                                    .sum()
                            >= all);
            double seconds = (System.nanoTime() - began) / 1e9;
            assertEquals(mill.reference(good), mill.predictions(good.size()));
            assertRejected(bad, mill.readAll(mill.topics.rejected()));
            assertEquals(List.of(), told.aborted);
            return seconds;
        }
    }

    /** Records of a size like the good ones', and now and then a large one: it is records that are counted, not bytes. */
    private static List<ProducerRecord<byte[], byte[]>> bad(Millrun mill, int count) {
        Random random = new Random(SEED);
        List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
        Set<Malformed> kinds = EnumSet.noneOf(Malformed.class);
        for (int i = 0; i < count; i++) {
            Malformed kind = i % 500 == 77 ? Malformed.LARGE : Malformed.values()[i % (Malformed.values().length - 1)];
            kinds.add(kind);
            byte[] key = ("s" + random.nextInt(STREAMS)).getBytes(UTF_8);
            byte[] value = kind.value(random);
            switch (i % 100) {
                case 7 -> key = null;
                case 8 -> key = new byte[2000]; // longer than a name may be
                default -> {}
            }
            if (i % 5000 == 99) {
                value = new byte[VERY_LARGE];
                random.nextBytes(value);
            }
            bad.add(with(new ProducerRecord<>(mill.topics.input(), null, System.currentTimeMillis(), key, value), i));
        }
        assertEquals(EnumSet.allOf(Malformed.class), kinds);
        return bad;
    }

    /** Headers of all sorts are none of our business, and stay. */
    private static ProducerRecord<byte[], byte[]> with(ProducerRecord<byte[], byte[]> record, int id) {
        record.headers()
                .add("id", Integer.toString(id).getBytes(UTF_8))
                .add("sequence", new byte[] {(byte) 0xC0, 0})
                .add("empty", null);
        return record;
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
