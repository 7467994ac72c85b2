package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.Rejection;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Predict;
import io.millrace.stream.ShapeModels;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape on topics: after errors amid transactions and restarts the same bytes as undisturbed. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class ShapesIT {
    private static final int STREAMS = 6;
    private static final int POINTS = 12; // of each sequence
    private static final int SEQUENCES = 2;

    private static Stream<Arguments> shapes() {
        return Stream.of(
                shape(
                        "next tokens",
                        ShapeModels.letters(TokenEncoding.Form.ONE_HOT),
                        of(Predict.NEXT).withAhead(2)),
                shape("labels", ShapeModels.label(), of(Predict.LABEL)),
                shape(
                        "running labels of tokens",
                        ShapeModels.binary(),
                        of(Predict.LABEL).withRunning(true)),
                shape(
                        "generate from zeros",
                        ShapeModels.onwards(),
                        of(Predict.GENERATE).withSteps(3)),
                shape("generate by repeating", ShapeModels.repeated(4), of(Predict.GENERATE)),
                shape(
                        "decode",
                        ShapeModels.sounds(TokenEncoding.Form.IDS),
                        of(Predict.DECODE).withSteps(5).withBeam(3)),
                shape(
                        "both sides",
                        ShapeModels.bidirectional(true),
                        of(Predict.NEXT).withWindow(4, 10)));
    }

    private static StreamSettings of(Predict predict) {
        return StreamSettings.of(predict);
    }

    private static Arguments shape(String name, StreamModel model, StreamSettings settings) {
        return Arguments.of(name, new StreamTask(model, settings));
    }

    private static Supplier<StreamProcessor> processors(StreamTask task) {
        return () -> new PredictionProcessor(task, Kernels.best());
    }

    /** Points or tokens of some streams; each sequence ends by a mark, every other one by a record of its own. */
    private static List<ProducerRecord<byte[], byte[]>> records(Millrun mill, StreamTask task) {
        boolean tokens = task.model().encoding() instanceof TokenEncoding;
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < SEQUENCES * POINTS; i++) {
            for (int stream = 0; stream < STREAMS; stream++) {
                String value = tokens
                        ? "\"" + "abcd".charAt((i * i + stream) % 4) + "\""
                        : "[" + Math.sin(stream + i * 0.3) + "," + (i % 5 - 2) + "]";
                ProducerRecord<byte[], byte[]> record = mill.record("s" + stream, value);
                boolean last = i % POINTS == POINTS - 1;
                if (last && stream % 2 == 0) {
                    record.headers().add("sequence", "end".getBytes(UTF_8));
                }
                records.add(record);
                if (last && stream % 2 == 1) {
                    ProducerRecord<byte[], byte[]> end = mill.record("s" + stream, "");
                    records.add(new ProducerRecord<>(end.topic(), null, end.timestamp(), end.key(), (byte[]) null));
                }
            }
        }
        return records;
    }

    /** What a processor makes of the records that is never disturbed; JSON by stream. */
    private static Map<String, List<String>> undisturbed(
            StreamTask task, List<ProducerRecord<byte[], byte[]>> records) {
        StreamProcessor processor = processors(task).get();
        processor.assigned(0, "");
        processor.restored(0);
        List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            poll.add(new ConsumerRecord<>(
                    record.topic(),
                    0,
                    poll.size(),
                    record.timestamp(),
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    record.key(),
                    record.value(),
                    record.headers(),
                    Optional.empty()));
        }
        Map<String, List<String>> results = new LinkedHashMap<>();
        processor.process(poll, new StreamProcessor.Output() {
            @Override
            public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
                results.computeIfAbsent(new String(cause.key(), UTF_8), any -> new ArrayList<>())
                        .add(new String(value, UTF_8));
            }

            @Override
            public void compared(double error, double baselineError) {}

            @Override
            public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
                throw new AssertionError(reason + " " + detail);
            }
        });
        return results;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void everyShapeGoesOnAfterErrorsAndRestartsAsIfNothingHadHappened(
            String name, StreamTask task, EmbeddedBroker broker) {
        try (Millrun mill = new Millrun(broker, task.model())) {
            List<ProducerRecord<byte[], byte[]>> records = records(mill, task);
            Map<String, List<String>> expected = undisturbed(task, records);
            int answers = expected.values().stream().mapToInt(List::size).sum();
            assertTrue(answers >= STREAMS * SEQUENCES, name);
            int half = records.size() / 2 - 3; // in the midst of sequences

            AtomicInteger polls = new AtomicInteger();
            ExactlyOnceLoop first = mill.start(
                    "a",
                    () -> new Wrapped(processors(task).get()) {
                        @Override
                        public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                            int taken = super.process(poll, output);
                            if (polls.incrementAndGet() == 2) {
                                throw new AssertionError("an error amid a transaction");
                            }
                            return taken;
                        }
                    },
                    LoopObserver.NONE);
            await().atMost(Millrun.PATIENCE).until(first::ready);
            mill.send(records.subList(0, half / 2));
            await().atMost(Millrun.PATIENCE).until(() -> polls.get() >= 1);
            mill.send(records.subList(half / 2, half));
            await().atMost(Millrun.PATIENCE).until(() -> polls.get() >= 2);
            first.close();
            ExactlyOnceLoop second = mill.start("a", processors(task), LoopObserver.NONE);
            await().atMost(Millrun.PATIENCE).until(second::ready);
            mill.send(records.subList(half, records.size()));

            assertEquals(expected, mill.predictions(answers));
        }
    }
}
