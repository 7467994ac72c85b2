package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.ValueDecoder;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionTimeoutException;

/** Topics of one test, its loops, a producer of points, and readers of what came out. */
final class Millrun implements AutoCloseable {
    static final int AHEAD = 2;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a loop told. */
    static class Told implements LoopObserver {
        final List<Commit> commits = new CopyOnWriteArrayList<>();
        final List<String> rejected = new CopyOnWriteArrayList<>();
        final List<Throwable> aborted = new CopyOnWriteArrayList<>();
        volatile int restoredPartitions;
        volatile long restoredRecords;
        volatile int streams;
        volatile long missed;

        @Override
        public void committed(Commit commit) {
            commits.add(commit);
        }

        @Override
        public void rejected(String code, int records) {
            rejected.add(code + " " + records);
        }

        @Override
        public void aborted(Throwable cause, Duration backOff) {
            aborted.add(cause);
        }

        @Override
        public void restored(int partitions, long records, Duration took) {
            restoredPartitions = partitions;
            restoredRecords = records;
        }

        @Override
        public void missed(long points) {
            missed += points; // by the loop's thread alone
        }

        @Override
        public void streams(int held, int stored) {
            streams = held;
        }
    }

    final String group = "mill-" + UUID.randomUUID();
    final TopicNames topics = TopicNames.of(group, group + ".points", group + ".predictions");
    final StreamModel model;
    private final Map<String, String> client; // of the test itself
    private final Map<String, String> servicesClient;
    private final Producer<byte[], byte[]> producer;
    private final List<ExactlyOnceLoop> loops = new ArrayList<>();
    private final PredictionJson json = new PredictionJson();
    private Duration checkpoint = LoopSettings.DEFAULT_CHECKPOINT;
    private int ahead = AHEAD;
    private boolean standby;
    private long clock = System.currentTimeMillis(); // older records would fall to the topic's retention

    Millrun(EmbeddedBroker broker, StreamModel model) {
        this(Map.of("bootstrap.servers", broker.bootstrapServers()), Map.of(), model);
    }

    /** @param services properties of the loops' clients, above those of the test's own */
    Millrun(Map<String, String> client, Map<String, String> services, StreamModel model) {
        this.client = client;
        this.model = model;
        servicesClient = new HashMap<>(client);
        servicesClient.putAll(services);
        producer = new KafkaProducer<>(
                with(Map.of(
                        "linger.ms", "5",
                        "max.request.size", "10000000",
                        "max.in.flight.requests.per.connection", "1")), // see PointSender
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    LoopSettings settings(String instance) {
        LoopSettings settings =
                LoopSettings.of(servicesClient, group, instance, topics).withCheckpoint(checkpoint);
        return standby ? settings.withStandby() : settings;
    }

    /** Loops started from now on follow the states of others. */
    void standBy() {
        standby = true;
    }

    /** Of loops started from now on. */
    void checkpoint(Duration every) {
        checkpoint = every;
    }

    /** Steps beyond the next point, of loops started and references made from now on. */
    void ahead(int steps) {
        ahead = steps;
    }

    /** Members of the group that have partitions. */
    long owners() {
        try (Admin admin = admin()) {
            return admin
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .get(group)
                    .members()
                    .stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        }
    }

    /** Whether the states written hold all that was committed. */
    boolean isWritten() {
        try (Admin admin = admin()) {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .values()
                    .stream()
                    .allMatch(committed -> Checkpoints.of(committed) >= committed.offset());
        }
    }

    /** A state as no loop of today would write it. */
    void sendState(String key, byte[] value) {
        send(List.of(new ProducerRecord<>(topics.states(), 0, key.getBytes(UTF_8), value)));
    }

    private Map<String, Object> with(Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.putAll(more);
        return properties;
    }

    Admin admin() {
        return Admin.create(with(Map.of()));
    }

    StreamTask task() {
        return new StreamTask(model, StreamSettings.next(ahead, Baseline.CONSTANT_VELOCITY));
    }

    StreamProcessor processor() {
        return new PredictionProcessor(task(), Kernels.best());
    }

    ExactlyOnceLoop start(String instance) {
        return start(instance, this::processor, LoopObserver.NONE);
    }

    ExactlyOnceLoop start(String instance, Supplier<StreamProcessor> processors, LoopObserver observer) {
        ExactlyOnceLoop loop = new ExactlyOnceLoop(settings(instance), processors, LoopClock.SYSTEM, observer);
        Thread thread = new Thread(loop, instance);
        thread.setDaemon(true);
        thread.start();
        loops.add(loop);
        return loop;
    }

    ExactlyOnceLoop startReady(String instance) {
        ExactlyOnceLoop loop = start(instance);
        await().atMost(PATIENCE).until(loop::ready);
        return loop;
    }

    void createTopic(String name, int partitions, Map<String, String> config) {
        try (Admin admin = admin()) {
            TopicCreation.create(admin, new NewTopic(name, partitions, (short) 1).configs(config));
        }
    }

    /** The points of streams s0 … of the given rounds, one per stream and round: what they are depends on both alone. */
    List<ProducerRecord<byte[], byte[]>> points(int streams, int fromRound, int toRound) {
        List<ProducerRecord<byte[], byte[]>> points = new ArrayList<>();
        for (int round = fromRound; round < toRound; round++) {
            for (int stream = 0; stream < streams; stream++) {
                double x = Math.sin(stream + round * 0.1);
                points.add(record("s" + stream, "{\"x\":" + x + ",\"y\":" + (stream * 0.01 + round) + "}"));
            }
        }
        return points;
    }

    ProducerRecord<byte[], byte[]> record(String key, String value) {
        return new ProducerRecord<>(topics.input(), null, clock++, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
        producer.flush();
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What must come out for the points: each stream stepped alone, one point at a time; JSON by stream. */
    Map<String, List<String>> reference(List<ProducerRecord<byte[], byte[]>> points) throws RejectedException {
        StreamStates states = new StreamStates(task());
        states.open(0);
        StreamPredictor predictor = new StreamPredictor(task(), states, Kernels.best());
        Map<String, List<String>> expected = new LinkedHashMap<>();
        ValueDecoder decoder = ValueDecoder.of(model.encoding());
        for (ProducerRecord<byte[], byte[]> point : points) {
            StreamKey key = StreamKey.of(point.key());
            double[] values = decoder.decode(point.value());
            predictor.predict(
                    List.of(SequencePoint.of(0, 0, key, point.timestamp(), values)), new StreamPredictor.Sink() {
                        @Override
                        public void predicted(int index, Result result) {
                            expected.computeIfAbsent(key.toString(), any -> new ArrayList<>())
                                    .add(new String(json.write((Prediction) result), UTF_8));
                        }

                        @Override
                        public void outOfRange(int index) {
                            throw new IllegalStateException("point out of range");
                        }
                    });
        }
        return expected;
    }

    /** The committed output, JSON by stream in order, once it holds that many records, and whatever follows at once. */
    Map<String, List<String>> predictions(int count) {
        Map<String, List<String>> predictions = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topics.output(), count)) {
            predictions
                    .computeIfAbsent(new String(record.key(), UTF_8), any -> new ArrayList<>())
                    .add(new String(record.value(), UTF_8));
        }
        return predictions;
    }

    /** All committed records of a topic, once there are that many; more are returned, too, so that a test sees them. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        int[] found = new int[1];
        try {
            await().atMost(PATIENCE).until(() -> (found[0] = readAll(topic).size()) >= count);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    topic + ": expected " + count + " records, found " + found[0] + ", with open transactions "
                            + readAll(topic, "read_uncommitted").size() + "; the input has "
                            + readAll(topics.input()).size(),
                    e);
        }
        return readAll(topic);
    }

    List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return readAll(topic, "read_committed");
    }

    private List<ConsumerRecord<byte[], byte[]>> readAll(String topic, String isolation) {
        Map<String, Object> properties = with(Map.of(
                "isolation.level", isolation,
                "auto.offset.reset", "earliest",
                "fetch.max.wait.ms", "20",
                "allow.auto.create.topics", "false",
                "enable.auto.commit", "false"));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions); // the last stable ones
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        loops.forEach(ExactlyOnceLoop::close);
        producer.close(Duration.ofSeconds(1));
    }
}
