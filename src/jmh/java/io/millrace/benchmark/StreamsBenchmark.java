package io.millrace.benchmark;

import com.sun.management.ThreadMXBean;
import io.millrace.codec.Rejection;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.StreamProcessor;
import io.millrace.network.kernel.Kernels;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a stream costs in memory and an event in CPU time, by how many streams there are: points of random streams through the
 * processor, without a broker.
 *
 * <p>Arguments: models, numbers of streams (none: 1000 10000 100000 1000000), {@code rounds=5}, {@code events=500000}. Needs a
 * heap of 3 GB for a million streams of A.
 */
final class StreamsBenchmark {
    private static final int POLL = 2000;
    private static final String TOPIC = "points";

    private final PipelineModel model;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long written; // bytes, so that nobody finds the work unnecessary

    private StreamsBenchmark(PipelineModel model) {
        this.model = model;
    }

    public static void main(String[] given) {
        Arguments arguments = new Arguments(given);
        System.out.println(Machine.describe(Kernels.best()));
        for (PipelineModel model : PipelineModel.values()) {
            if (arguments.wants(model.name(), PipelineModel.values())) {
                System.out.printf("%n%s: %s%n", model, model.title());
                System.out.printf(
                        "%10s %10s %14s %10s %12s %12s %14s%n",
                        "streams", "bytes each", "network+memory", "bound", "µs/event", "× the first", "µs/checkpoint");
                double first = Double.NaN;
                for (int streams : arguments.numbers(1000, 10_000, 100_000, 1_000_000)) {
                    double time = new StreamsBenchmark(model)
                            .run(streams, arguments.number("rounds", 5), arguments.number("events", 500_000), first);
                    first = Double.isNaN(first) ? time : first;
                }
            }
        }
    }

    private double run(int streams, int rounds, int events, double first) {
        byte[][] keys = keys(streams);
        byte[][] values = values();
        long before = used();
        StreamProcessor processor = new PredictionProcessor(model.task(), Kernels.best());
        processor.assigned(0, "");
        processor.restored(0);
        for (int from = 0; from < streams; from += POLL) {
            List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
            for (int i = from; i < Math.min(streams, from + POLL); i++) {
                poll.add(record(i, keys[i], values[i % values.length]));
            }
            process(processor, poll);
        }
        processor.drainChanges(0, this::changed);
        double bytes = (used() - before) / (double) streams;

        Random random = new Random(7);
        double[] perEvent = new double[rounds];
        double[] perState = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            List<List<ConsumerRecord<byte[], byte[]>>> polls = new ArrayList<>();
            for (int from = 0; from < events; from += POLL) {
                List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
                for (int i = 0; i < POLL; i++) {
                    int stream = random.nextInt(streams);
                    // Keys as they come from a network, not those held already.
                    poll.add(record(from + i, keys[stream].clone(), values[random.nextInt(values.length)]));
                }
                polls.add(poll);
            }
            long began = threads.getCurrentThreadCpuTime();
            polls.forEach(poll -> process(processor, poll));
            long processed = threads.getCurrentThreadCpuTime();
            int[] states = {0};
            processor.drainChanges(0, (partition, key, value) -> {
                states[0]++;
                written += value.length;
            });
            perEvent[round] = 1e-3 * (processed - began) / events;
            perState[round] = 1e-3 * (threads.getCurrentThreadCpuTime() - processed) / states[0];
        }
        processor.close();
        double raw = 4.0 * model.task().reader().stateSize();
        double memory = raw + 4.0 * model.features + 8.0 * (1 + 2 * model.features);
        int key = keys[streams - 1].length;
        double time = Median.of(perEvent);
        System.out.printf(
                Locale.ROOT,
                "%,10d %10.0f %7.0f+%-6.0f %10.0f %12.2f %12.2f %14.2f%n",
                streams,
                bytes,
                raw,
                memory - raw,
                1.3 * raw + 64 + key,
                time,
                Double.isNaN(first) ? 1 : time / first,
                Median.of(perState));
        return time;
    }

    private void process(StreamProcessor processor, List<ConsumerRecord<byte[], byte[]>> poll) {
        for (int taken = 0; taken < poll.size(); ) {
            taken += processor.process(poll.subList(taken, poll.size()), output());
        }
    }

    /** Made where nothing outlives the call: what is freed later would be taken off what the streams cost. */
    private byte[][] keys(int streams) {
        Points points = new Points(model, streams);
        byte[][] keys = new byte[streams][];
        for (int i = 0; i < streams; i++) {
            keys[i] = points.next(TOPIC, i).key();
        }
        return keys;
    }

    /** Of a thousand streams. */
    private byte[][] values() {
        byte[][] values = new byte[1000][];
        Points points = new Points(model, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = points.next(TOPIC, i).value();
        }
        return values;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] key, byte[] value) {
        return new ConsumerRecord<>(TOPIC, 0, offset, key, value);
    }

    private void changed(int partition, byte[] key, byte[] value) {
        written += value.length;
    }

    private StreamProcessor.Output output() {
        return new StreamProcessor.Output() {
            @Override
            public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
                written += value.length;
            }

            @Override
            public void compared(double error, double baselineError) {}

            @Override
            public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
                throw new IllegalStateException(reason + ": " + detail);
            }
        };
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
