package io.millrace.benchmark;

import io.millrace.codec.PointDecoder;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.StateFormat;
import io.millrace.kafka.StreamProcessor;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads points, writes what looks like their predictions, and at a commit as large a state for each stream that had a point:
 * what is left of the loop's work when nothing is predicted.
 */
final class RecordsOnly implements StreamProcessor {
    private static final ModelVersion MODEL = new ModelVersion("ball", "1");

    private final PointDecoder decoder;
    private final PredictionJson json = new PredictionJson();
    private final byte[] state;
    private final Map<Integer, Set<StreamKey>> changed = new TreeMap<>();

    RecordsOnly(PipelineModel model) {
        decoder = new PointDecoder(model.names());
        state = StateFormat.write(new StreamSnapshot(
                MODEL.version(),
                0,
                0,
                0,
                1,
                new double[1 + 2 * model.features],
                new double[0],
                new float[model.features],
                new float[2 * model.units],
                new byte[0]));
    }

    @Override
    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
        for (ConsumerRecord<byte[], byte[]> record : poll) {
            try {
                double[] point = decoder.decode(record.value());
                StreamKey stream = StreamKey.of(record.key());
                changed.get(record.partition()).add(stream);
                Prediction prediction = new Prediction(
                        stream,
                        1 + record.offset(),
                        record.timestamp(),
                        MODEL,
                        point,
                        point,
                        List.of(),
                        0.1 * point[0],
                        0.1 * point[1]);
                output.predicted(record, json.write(prediction));
            } catch (RejectedException e) {
                throw new IllegalStateException(e);
            }
        }
        return poll.size();
    }

    @Override
    public boolean hasChanges(int partition) {
        return !changed.get(partition).isEmpty();
    }

    @Override
    public void drainChanges(int partition, Changes changes) {
        changed.get(partition).forEach(stream -> changes.write(partition, stream.toBytes(), state));
        changed.get(partition).clear();
    }

    @Override
    public boolean assigned(int partition, String metadata) {
        changed.put(partition, new HashSet<>());
        return false;
    }

    @Override
    public void restore(int partition, byte[] key, byte[] value) {}

    @Override
    public void restored(int partition) {}

    @Override
    public void revoked(int partition) {
        changed.remove(partition);
    }

    @Override
    public int streams() {
        return 0;
    }
}
