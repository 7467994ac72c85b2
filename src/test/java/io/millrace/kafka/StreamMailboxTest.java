package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.Rejection;
import io.millrace.codec.StateFormat;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamMailboxTest {
    private static final StreamKey A = StreamKey.of("a");

    private final List<String> told = new ArrayList<>();
    private final StreamProcessor.Output output = new StreamProcessor.Output() {
        @Override
        public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {}

        @Override
        public void compared(double error, double baselineError) {}

        @Override
        public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
            told.add(reason.toString());
        }

        @Override
        public void forgotten(int partition, byte[] key, String reason, byte[] value) {
            told.add(new String(value, UTF_8));
        }
    };

    private final StreamMailbox mailbox = new StreamMailbox();
    private final StreamProcessor processor = new PredictionProcessor(
            Champion.forGood(
                    new StreamTask(StreamModels.linear(1, 1), StreamSettings.next(0, Baseline.CONSTANT_POSITION))),
            Kernels.best(),
            SequenceRules.PLAIN,
            LoopClock.SYSTEM,
            new PredictionProcessor.Room(StreamStore.NONE, 10),
            mailbox);

    @BeforeEach
    void aStreamHasAPoint() {
        processor.assigned(3, "");
        processor.restored(3);
        processor.process(List.of(new ConsumerRecord<>("points", 3, 41, A.toBytes(), "[1]".getBytes(UTF_8))), output);
        processor.drainChanges(3, (partition, key, value) -> {});
    }

    @Test
    void aStreamIsFoundBetweenTwoTransactions() {
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.find(A);
        assertFalse(answer.isDone());
        processor.betweenTransactions(output);
        StreamMailbox.Held held = answer.join().orElseThrow();
        assertEquals(3, held.partition());
        assertEquals(41, held.snapshot().offset());
        assertEquals(1, held.snapshot().n());
    }

    @Test
    void aStreamThatIsNotHeldIsNotThere() {
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.reset(StreamKey.of("b"));
        processor.betweenTransactions(output);
        assertTrue(answer.join().isEmpty());
        assertEquals(List.of(), told);
    }

    @Test
    void aResetIsAnsweredOnceItIsCommitted() {
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.reset(A);
        processor.betweenTransactions(output);
        assertFalse(answer.isDone());
        assertEquals(List.of("{\"stream\":\"a\",\"reason\":\"reset\",\"n\":1,\"t\":-1}"), told);
        List<String> changes = new ArrayList<>();
        processor.drainChanges(3, (partition, key, value) -> changes.add(partition + " " + (value == null)));
        assertEquals(List.of("3 true"), changes);
        processor.betweenTransactions(output);
        assertTrue(answer.join().isPresent());
        assertEquals(0, processor.streams());
    }

    @Test
    void aStateThatIsPutIsAnsweredOnceItIsCommitted() {
        StreamSnapshot snapshot = find(A).snapshot();
        CompletableFuture<Optional<StreamMailbox.Held>> answer =
                mailbox.put(StreamKey.of("b"), OptionalInt.of(3), snapshot);
        processor.betweenTransactions(output);
        assertFalse(answer.isDone());
        assertTrue(processor.needsCheckpoint(3));
        List<String> changes = new ArrayList<>();
        processor.drainChanges(3, (partition, key, value) -> changes.add(partition + " " + new String(key, UTF_8)));
        assertEquals(List.of("3 b"), changes);
        processor.betweenTransactions(output);
        assertArrayEquals(
                snapshot.state(), answer.join().orElseThrow().snapshot().state());
        assertEquals(2, processor.streams());
    }

    @Test
    void aStateIsPutInThePlaceOfAnother() {
        StreamSnapshot one = find(A).snapshot();
        processor.process(List.of(new ConsumerRecord<>("points", 3, 42, A.toBytes(), "[5]".getBytes(UTF_8))), output);
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.put(A, OptionalInt.empty(), one);
        processor.betweenTransactions(output);
        List<Long> written = new ArrayList<>();
        processor.drainChanges(
                3,
                (partition, key, value) ->
                        written.add(value == null ? 0 : StateFormat.read(value).n()));
        assertEquals(1, written.get(written.size() - 1));
        processor.betweenTransactions(output);
        assertEquals(1, answer.join().orElseThrow().snapshot().n());
        assertEquals(1, processor.streams());
    }

    @Test
    void aStateThatIsNoNumberIsRefusedAndNothingChanges() {
        StreamSnapshot one = find(A).snapshot();
        StreamSnapshot spoilt = new StreamSnapshot(
                one.modelVersion(),
                one.offset(),
                one.timestamp(),
                one.heard(),
                one.n(),
                one.memory(),
                one.window(),
                one.output(),
                new float[] {Float.NaN},
                one.order());
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.put(A, OptionalInt.empty(), spoilt);
        processor.betweenTransactions(output);
        assertTrue(answer.isCompletedExceptionally());
        assertFalse(processor.hasChanges(3));
    }

    @Test
    void whatPartitionThisLoopDoesNotHoldIsAnothers() {
        StreamSnapshot one = find(A).snapshot();
        CompletableFuture<Optional<StreamMailbox.Held>> elsewhere =
                mailbox.put(StreamKey.of("b"), OptionalInt.of(4), one);
        CompletableFuture<Optional<StreamMailbox.Held>> nowhere =
                mailbox.put(StreamKey.of("b"), OptionalInt.empty(), one);
        processor.betweenTransactions(output);
        assertTrue(elsewhere.join().isEmpty());
        assertTrue(nowhere.join().isEmpty());
    }

    private StreamMailbox.Held find(StreamKey stream) {
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.find(stream);
        processor.betweenTransactions(output);
        return answer.join().orElseThrow();
    }

    @Test
    void aResetThatIsNotCommittedIsNotAnswered() {
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.reset(A);
        processor.betweenTransactions(output);
        processor.close();
        assertFalse(answer.isDone());
    }
}
