package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.Rejection;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    void aResetThatIsNotCommittedIsNotAnswered() {
        CompletableFuture<Optional<StreamMailbox.Held>> answer = mailbox.reset(A);
        processor.betweenTransactions(output);
        processor.close();
        assertFalse(answer.isDone());
    }
}
