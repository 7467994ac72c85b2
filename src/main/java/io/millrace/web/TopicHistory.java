package io.millrace.web;

import io.millrace.codec.StreamName;
import io.millrace.stream.StreamKey;
import io.millrace.tail.TailConsumer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the output topics back, for clients that resume: one request after the other, each a piece. */
final class TopicHistory implements LiveHistory {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Map<String, String> kafka;
    private final Map<String, String> topicOfModel = new HashMap<>();
    private Future<?> last = Future.succeededFuture();
    private KafkaConsumer<byte[], byte[]> consumer; // null: none needed so far
    private TopicPartition at; // where it stands
    private long position;

    TopicHistory(Vertx vertx, Map<String, String> kafka, List<LiveModel> models) {
        this.vertx = vertx;
        this.kafka = kafka;
        models.forEach(model -> topicOfModel.put(model.name(), model.topic()));
    }

    @Override
    public Future<Piece> read(String model, int partition, long from) {
        TopicPartition where = new TopicPartition(topicOfModel.get(model), partition);
        Future<Piece> piece = last.transform(before -> stand(where, from))
                .compose(begin -> consumer.poll(POLL).compose(records -> piece(model, where, begin, records)))
                .onFailure(failure -> reopen());
        last = piece;
        return piece;
    }

    /** Puts the consumer there; returns the offset, or the first one that is left. */
    private Future<Long> stand(TopicPartition where, long from) {
        if (consumer == null) {
            consumer = TailConsumer.create(vertx, kafka);
        }
        if (where.equals(at) && from == position) {
            return Future.succeededFuture(from);
        }
        at = null;
        return consumer.assign(where)
                .compose(v -> consumer.beginningOffsets(where))
                .map(begin -> Math.max(begin, from))
                .compose(begin -> consumer.seek(where, begin).map(begin));
    }

    private Future<Piece> piece(
            String model, TopicPartition where, long begin, KafkaConsumerRecords<byte[], byte[]> polled) {
        List<LiveRecord> records = new ArrayList<>(polled.size());
        for (int i = 0; i < polled.size(); i++) {
            KafkaConsumerRecord<byte[], byte[]> record = polled.recordAt(i);
            if (isPrediction(record)) {
                records.add(live(model, record));
            }
        }
        return consumer.position(where).map(next -> {
            at = where;
            position = next;
            return new Piece(begin, records, next);
        });
    }

    static boolean isPrediction(KafkaConsumerRecord<byte[], byte[]> record) {
        return record.value() != null && record.key() != null;
    }

    static LiveRecord live(String model, KafkaConsumerRecord<byte[], byte[]> record) {
        String stream = StreamName.of(StreamKey.of(record.key()));
        return new LiveRecord(
                model, record.partition(), record.offset(), stream, new String(record.value(), StandardCharsets.UTF_8));
    }

    private void reopen() {
        close();
        consumer = null;
        at = null;
    }

    Future<Void> close() {
        return consumer == null ? Future.succeededFuture() : consumer.close();
    }
}
