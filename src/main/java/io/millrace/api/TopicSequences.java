package io.millrace.api;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.ResultReader;
import io.millrace.codec.ValueWriter;
import io.millrace.config.ModelConfig;
import io.millrace.encoding.PointEncoding;
import io.millrace.stream.Predict;
import io.millrace.stream.StreamTask;
import io.millrace.tail.TopicFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.producer.KafkaHeader;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sequences whose points go through the model's input topic, and whose answers are the committed predictions, whichever
 * instance makes them: they outlive every process. A header of the point's record comes back on its answer's, or on the rejected
 * record. One thread, the event loop's.
 */
final class TopicSequences implements DurableSequences {
    /** {@code <caller>:<number>}; goes from a point's record to its answer's. */
    static final String CALL = "millrace-call";

    private static final String SEQUENCE = "sequence";
    private static final String ERROR = "millrace-error";
    private static final int MOST_WAITING = 100_000; // points

    private record Waiting(Call call, int index) {}

    private final Vertx vertx;
    private final ModelConfig model;
    private final Supplier<StreamTask> task;
    private final Duration patience;
    private final String caller = UUID.randomUUID() + ":";
    private final TopicFollower tail;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final Map<Call, Integer> outstanding = new HashMap<>(); // answers; a call is equal to itself alone
    private long number;

    /**
     * @param task that serves now
     * @param patience with an answer
     */
    TopicSequences(
            Vertx vertx, ModelConfig model, Supplier<StreamTask> task, Map<String, String> kafka, Duration patience) {
        this.vertx = vertx;
        this.model = model;
        this.task = task;
        this.patience = patience;
        Map<String, String> properties = new HashMap<>(kafka);
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        properties.putIfAbsent("linger.ms", "0");
        properties.putIfAbsent("delivery.timeout.ms", Long.toString(patience.toMillis()));
        properties.putIfAbsent("request.timeout.ms", Long.toString(patience.toMillis() / 2));
        properties.putIfAbsent("max.block.ms", "5000");
        producer = KafkaProducer.create(vertx, properties);
        Set<String> topics = Set.of(model.output().topic(), model.input().rejectedTopic());
        tail = new TopicFollower(vertx, kafka, topics, Optional.empty(), new Tail());
        tail.start();
    }

    @Override
    public Future<Call> answer(Call call) {
        if (!tail.following()) {
            throw ApiException.unavailable("model '" + model.name()
                    + "': expected its topics to be followed, found them " + "not yet to be; try again");
        }
        if (waiting.size() + call.size() > MOST_WAITING) {
            throw ApiException.unavailable("model '" + model.name() + "': expected at most " + MOST_WAITING
                    + " points to wait for their answers, found more; try again");
        }
        List<Long> numbers = new ArrayList<>();
        List<Future<?>> sent = new ArrayList<>();
        ValueWriter json = ValueWriter.of(task.get().model().encoding());
        for (int i = 0; i < call.size(); i++) {
            send(call, i, json, numbers, sent);
        }
        outstanding.put(call, numbers.size());
        Future.all(sent)
                .onSuccess(all -> {
                    if (numbers.isEmpty()) {
                        finish(call); // the points are in the topic, and that is all there is to know
                    }
                })
                .onFailure(failure -> fail(
                        call,
                        ApiException.unavailable(
                                model.input().topic() + ": a point did not arrive (" + failure.getMessage() + ")")));
        long timer = vertx.setTimer(patience.toMillis(), id -> fail(call, new ApiException(504, tooLate())));
        return call.done.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            numbers.forEach(waiting::remove);
        });
    }

    private String tooLate() {
        return model.output().topic() + ": expected an answer within " + patience
                + ", found none; the points are in the topic and will be answered there";
    }

    /** A record carries one mark: a point that begins and ends its sequence is followed by a mark alone. */
    private void send(Call call, int i, ValueWriter json, List<Long> numbers, List<Future<?>> sent) {
        InferRequest.Sequence sequence = call.sequence;
        boolean start = i == 0 && sequence.start();
        boolean end = i == call.size() - 1 && sequence.end();
        boolean alone = start && end;
        boolean pointAnswers = answersPoints() && !(alone && answersEnds());
        byte[] value = json.write(call.points.values()[i]);
        boolean answered = pointAnswers || end && !alone && answersEnds();
        String mark = start ? "start" : end ? "end" : null;
        sent.add(send(sequence, value, mark, answered ? expect(call, i, numbers) : -1));
        if (alone) {
            sent.add(send(sequence, null, null, !pointAnswers ? expect(call, i, numbers) : -1));
        }
    }

    private long expect(Call call, int i, List<Long> numbers) {
        number++;
        waiting.put(number, new Waiting(call, i));
        numbers.add(number);
        return number;
    }

    private Future<?> send(InferRequest.Sequence sequence, byte[] value, String mark, long expected) {
        KafkaProducerRecord<byte[], byte[]> record = KafkaProducerRecord.create(
                model.input().topic(), sequence.id().getBytes(StandardCharsets.UTF_8), value);
        if (mark != null) {
            record.addHeader(SEQUENCE, mark);
        }
        if (expected >= 0) {
            record.addHeader(CALL, caller + expected);
        }
        return producer.send(record);
    }

    private boolean answersPoints() {
        Predict predict = task.get().settings().predict();
        return predict == Predict.NEXT
                || predict == Predict.GENERATE
                || task.get().settings().running();
    }

    private boolean answersEnds() {
        Predict predict = task.get().settings().predict();
        boolean steps = task.get().reader().architecture().canStep();
        return predict == Predict.LABEL || predict == Predict.DECODE || predict == Predict.NEXT && !steps;
    }

    /** Of answers from now on: what comes while it has failed is lost to those who wait for it, and to nobody else. */
    private final class Tail implements TopicFollower.Listener {
        @Override
        public long begin(TopicPartition partition, long first, long end) {
            return end;
        }

        @Override
        public void take(List<KafkaConsumerRecord<byte[], byte[]>> records) {
            records.forEach(TopicSequences.this::committed);
        }

        @Override
        public void failed() {
            lost();
        }
    }

    private void committed(KafkaConsumerRecord<byte[], byte[]> record) {
        String error = null;
        long answered = -1;
        for (KafkaHeader header : record.headers()) {
            if (header.key().equals(CALL)) {
                answered = number(header.value().toString(StandardCharsets.UTF_8));
            } else if (header.key().equals(ERROR)) {
                error = header.value().toString(StandardCharsets.UTF_8);
            }
        }
        Waiting found = waiting.remove(answered);
        if (found == null) {
            return; // somebody else's
        }
        if (error != null) {
            fail(found.call(), ApiException.invalid(error));
            return;
        }
        take(found, record.value());
    }

    private long number(String header) {
        String digits = header.startsWith(caller) ? header.substring(caller.length()) : "";
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    private void take(Waiting found, byte[] value) {
        try {
            found.call().results[found.index()] = reader().read(value);
        } catch (RejectedException e) {
            fail(found.call(), ApiException.unavailable(model.output().topic() + ": " + e.getMessage()));
            return;
        }
        Integer left = outstanding.computeIfPresent(found.call(), (call, answers) -> answers - 1);
        if (left != null && left == 0) {
            finish(found.call());
        }
    }

    private ResultReader reader() {
        StreamTask served = task.get();
        boolean nextPoint = served.settings().predict() == Predict.NEXT
                && served.target().isEmpty()
                && served.model().encoding() instanceof PointEncoding
                && served.reader().architecture().canStep();
        return nextPoint ? new PredictionJson()::read : new AnswerJson()::read;
    }

    /** A sequence that nobody knew and that did not begin is as if it had not been. */
    private void finish(Call call) {
        boolean unknown = !call.sequence.start() && call.results[0] != null && call.results[0].n() == 1;
        if (unknown && task.get().settings().predict() != Predict.GENERATE) {
            Future<?> forgotten = send(call.sequence, null, null, -1);
            forgotten.onComplete(
                    done -> fail(call, ApiException.invalid(KnownSequences.unknown(call.sequence.id(), model.name()))));
            return;
        }
        if (outstanding.remove(call) != null) {
            call.done.complete(call);
        }
    }

    private void fail(Call call, ApiException why) {
        if (outstanding.remove(call) != null) {
            call.done.fail(why);
        }
    }

    private void lost() {
        List.copyOf(outstanding.keySet()).forEach(call -> fail(call, new ApiException(504, tooLate())));
    }

    @Override
    public boolean ready() {
        return tail.following();
    }

    @Override
    public Future<?> close() {
        lost();
        return Future.join(tail.close(), producer.close());
    }
}
