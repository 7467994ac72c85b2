package io.millrace.kafka;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.Rejection;
import io.millrace.codec.StreamName;
import io.millrace.encoding.Target;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Answer;
import io.millrace.stream.Champion;
import io.millrace.stream.Predict;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A champion and its challenger side by side on the points that come, apart from serving: both begin without streams, each
 * has states of its own, and nothing of it is kept. They take points by the rules of serving. Where the ends of sequences
 * are answered, by labels, the answers are compared with the labels that have come by the end.
 */
public final class ShadowRun {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final double LEAST = 1e-7; // probability of a label that is not among those told

    /** Mean errors of the streams that both were compared on, [streams] each. */
    public record Errors(double[] champion, double[] challenger) {}

    private final LoopSettings settings;
    private final SequenceRules rules;
    private final Kernels kernels;
    private final Function<Set<String>, Map<String, String>> labels;

    /**
     * @param settings that name the broker and the input
     * @param labels of streams, by name, for those that are given
     */
    public ShadowRun(
            LoopSettings settings,
            SequenceRules rules,
            Kernels kernels,
            Function<Set<String>, Map<String, String>> labels) {
        this.settings = settings;
        this.rules = rules;
        this.kernels = kernels;
        this.labels = labels;
    }

    /**
     * Runs for that long, on points from the offsets on.
     *
     * @param worker does each piece of the work, and may rest
     */
    public Errors run(
            StreamTask champion,
            StreamTask challenger,
            Map<Integer, Long> from,
            Duration time,
            BooleanSupplier cancelled,
            java.util.function.Consumer<Runnable> worker) {
        Map<StreamKey, double[]> sums = new HashMap<>(); // champion's, challenger's, points of each
        List<TopicPartition> partitions = from.keySet().stream()
                .map(number -> new TopicPartition(settings.topics().input(), number))
                .toList();
        long end = System.nanoTime() + time.toNanos();
        try (Runner old = new Runner(champion, 0, sums);
                Runner next = new Runner(challenger, 1, sums);
                Consumer<byte[], byte[]> reader =
                        new KafkaLoopClients(settings).reader(IsolationLevel.READ_COMMITTED)) {
            List.of(old, next).forEach(runner -> from.keySet().forEach(runner::open));
            reader.assign(partitions);
            partitions.forEach(partition -> reader.seek(partition, from.get(partition.partition())));
            while (System.nanoTime() < end && !cancelled.getAsBoolean()) {
                List<ConsumerRecord<byte[], byte[]>> points = new ArrayList<>();
                reader.poll(POLL).forEach(points::add);
                worker.accept(() -> {
                    old.take(points);
                    next.take(points);
                });
            }
            Set<String> answered = new HashSet<>(old.told.keySet());
            answered.retainAll(next.told.keySet());
            if (!answered.isEmpty()) {
                Map<String, String> known = labels.apply(answered);
                return new Errors(old.nats(known), next.nats(known));
            }
        }
        return errors(sums);
    }

    private static Errors errors(Map<StreamKey, double[]> sums) {
        List<double[]> both =
                sums.values().stream().filter(sum -> sum[2] > 0 && sum[3] > 0).toList();
        return new Errors(
                both.stream().mapToDouble(sum -> sum[0] / sum[2]).toArray(),
                both.stream().mapToDouble(sum -> sum[1] / sum[3]).toArray());
    }

    /** One of the two. */
    private final class Runner implements StreamProcessor.Output, AutoCloseable {
        private final StreamProcessor processor;
        private final List<Integer> partitions = new ArrayList<>();
        private final int place;
        private final boolean labelled;
        private final List<String> names; // of labels
        private final Map<StreamKey, double[]> sums;
        private final AnswerJson answers = new AnswerJson();
        private final SortedMap<String, Answer.Choice> told = new TreeMap<>(); // at sequences' ends, by stream
        private byte[] stream; // of the newest prediction

        Runner(StreamTask task, int place, Map<StreamKey, double[]> sums) {
            this.place = place;
            labelled = task.settings().predict() == Predict.LABEL;
            names = task.target().orElse(null) instanceof Target.Labels labels ? labels.names() : List.of();
            this.sums = sums;
            PredictionProcessor.Room room = new PredictionProcessor.Room(StreamStore.NONE, Integer.MAX_VALUE);
            processor = new PredictionProcessor(
                    Champion.forGood(task), kernels, rules, LoopClock.SYSTEM, room, new StreamMailbox());
        }

        void open(int partition) {
            processor.assigned(partition, "");
            processor.loaded(partition);
            processor.restored(partition);
            partitions.add(partition);
        }

        void take(List<ConsumerRecord<byte[], byte[]>> points) {
            for (int taken = 0; taken < points.size(); ) {
                taken += processor.process(points.subList(taken, points.size()), this);
            }
            partitions.forEach(partition -> processor.drainChanges(partition, (of, key, value) -> {}));
            processor.betweenTransactions(this);
        }

        @Override
        public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
            stream = cause.key();
            if (labelled) {
                try {
                    Answer answer = answers.read(value);
                    if (answer.standing() == Answer.Standing.FINAL
                            && answer.outcome() instanceof Answer.Choice choice) {
                        told.put(StreamName.of(answer.stream()), choice);
                    }
                } catch (RejectedException e) {
                    throw new IllegalStateException("what was just written can be read", e);
                }
            }
        }

        /** Of each stream with a label that can be told −ln of its probability, in the order of the streams' names. */
        double[] nats(Map<String, String> known) {
            return told.entrySet().stream()
                    .filter(one -> names.contains(known.getOrDefault(one.getKey(), "")))
                    .mapToDouble(one -> -Math.log(probability(one.getValue(), known.get(one.getKey()))))
                    .toArray();
        }

        private static double probability(Answer.Choice choice, String label) {
            return choice.top().stream()
                    .filter(scored -> scored.label().equals(label))
                    .mapToDouble(scored -> Math.max(LEAST, scored.probability()))
                    .findFirst()
                    .orElse(LEAST);
        }

        @Override
        public void compared(double error, double baselineError) {
            double[] sum = sums.computeIfAbsent(StreamKey.of(stream), any -> new double[4]);
            sum[place] += error;
            sum[2 + place]++;
        }

        @Override
        public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
            // serving has sent it to the rejected topic
        }

        @Override
        public void close() {
            try {
                processor.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
