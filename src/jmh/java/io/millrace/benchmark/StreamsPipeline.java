package io.millrace.benchmark;

import io.millrace.codec.PointDecoder;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.StateFormat;
import io.millrace.encoding.PointEncoding;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams with exactly-once processing: per record the stream's state is looked up in a store in memory, the peer takes a
 * step, the state goes back and with the commit to the changelog. Reads and writes JSON with Millrace's own codec.
 */
final class StreamsPipeline implements Pipeline {
    private static final String STORE = "states";
    private static final long CACHE = 512L << 20;

    private final KafkaStreams streams;
    private final AtomicLong events = new AtomicLong();
    private volatile Thread worker;

    StreamsPipeline(PipelineSeat seat, PipelineModel model, Function<PipelineModel, RecordStep> steps) {
        Topology topology = new Topology();
        topology.addSource(
                "points", Serdes.Bytes().deserializer(), Serdes.ByteArray().deserializer(), seat.input());
        topology.addProcessor("predict", () -> new Predictor(model, steps.apply(model)), "points");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of())
                        .withCachingEnabled(),
                "predict");
        topology.addSink(
                "predictions",
                seat.output(),
                Serdes.Bytes().serializer(),
                Serdes.ByteArray().serializer(),
                "predict");
        streams = new KafkaStreams(topology, properties(seat));
        streams.start();
    }

    private static Properties properties(PipelineSeat seat) {
        Map<String, Object> all = new HashMap<>();
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, seat.group());
        all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, seat.bootstrapServers());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, seat.commit().toMillis());
        all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE);
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        all.put(StreamsConfig.consumerPrefix("max.poll.records"), "2000");
        all.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        all.put(StreamsConfig.producerPrefix("linger.ms"), "5");
        all.put(StreamsConfig.producerPrefix("batch.size"), "65536");
        Properties properties = new Properties();
        properties.putAll(all);
        return properties;
    }

    private final class Predictor implements Processor<Bytes, byte[], Bytes, byte[]> {
        private static final ModelVersion MODEL = new ModelVersion("ball", "1");

        private final PointEncoding encoding;
        private final PointDecoder decoder;
        private final PredictionJson json = new PredictionJson();
        private final RecordStep step;
        private final StreamSnapshot fresh;
        private ProcessorContext<Bytes, byte[]> context;
        private KeyValueStore<Bytes, byte[]> store;

        Predictor(PipelineModel model, RecordStep step) {
            this.step = step;
            encoding = (PointEncoding) model.model().encoding();
            decoder = new PointDecoder(encoding.features());
            fresh = new StreamSnapshot(
                    MODEL.version(),
                    0,
                    0,
                    0,
                    0,
                    new double[encoding.historySize()],
                    new double[0],
                    new float[encoding.outputs()],
                    new float[2 * model.units],
                    new byte[0]);
        }

        @Override
        public void init(ProcessorContext<Bytes, byte[]> with) {
            context = with;
            store = with.getStateStore(STORE);
            worker = Thread.currentThread();
        }

        @Override
        public void process(Record<Bytes, byte[]> record) {
            byte[] stored = store.get(record.key());
            StreamSnapshot state =
                    stored == null ? StateFormat.read(StateFormat.write(fresh)) : StateFormat.read(stored);
            double[] point = decode(record.value());
            double[] memory = state.memory().clone();
            float[] x = new float[encoding.inputs()];
            encoding.encode(point, memory, 0, x, 0);
            float[] y = new float[encoding.outputs()];
            step.step(x, state.state(), y);
            double[] next = new double[y.length];
            encoding.decode(y, 0, memory, 0, next);
            Prediction prediction = new Prediction(
                    StreamKey.of(record.key().get()),
                    state.n() + 1,
                    record.timestamp(),
                    MODEL,
                    point,
                    next,
                    List.of(),
                    state.n() == 0 ? Double.NaN : distance(state, point),
                    state.n() == 0 ? Double.NaN : baseline(state, point));
            context.forward(record.withValue(json.write(prediction)));
            store.put(
                    record.key(),
                    StateFormat.write(new StreamSnapshot(
                            MODEL.version(),
                            0,
                            record.timestamp(),
                            0,
                            state.n() + 1,
                            memory,
                            state.window(),
                            y,
                            state.state(),
                            state.order())));
            events.incrementAndGet();
        }

        private double[] decode(byte[] value) {
            try {
                return decoder.decode(value);
            } catch (RejectedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Between the last prediction and the point. */
        private double distance(StreamSnapshot state, double[] point) {
            double[] expected = new double[point.length];
            encoding.decode(state.output(), 0, state.memory(), 0, expected);
            return distance(expected, point);
        }

        private double baseline(StreamSnapshot state, double[] point) {
            double[] expected = new double[point.length];
            for (int i = 0; i < point.length; i++) {
                expected[i] = state.memory()[1 + i] + state.memory()[1 + point.length + i];
            }
            return distance(expected, point);
        }

        private static double distance(double[] one, double[] other) {
            double sum = 0;
            for (int i = 0; i < one.length; i++) {
                sum += (one[i] - other[i]) * (one[i] - other[i]);
            }
            return Math.sqrt(sum);
        }

        @Override
        public void close() {
            step.close();
        }
    }

    @Override
    public long events() {
        return events.get();
    }

    @Override
    public Thread worker() {
        return worker;
    }

    @Override
    public void close() {
        streams.close();
    }
}
