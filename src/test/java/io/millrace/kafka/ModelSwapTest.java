package io.millrace.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.StateFormat;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ModelSwapTest {
    @Test
    void aPartitionGoesOnUnderNoOlderModelThanItsNoteSays() {
        Served served = new Served(Integer.MAX_VALUE);
        assertThrows(KafkaException.class, () -> served.own("model=2 time=7"));
        served.champion.offer(2, Served.task(2, 4));
        served.own("model=2 time=7");
        assertEquals("model=2 time=7", served.processor.metadata(Served.PARTITION));
    }

    @Test
    void aModelTakesOverWhenAllThatTheLastOneMadeIsWritten() {
        Served served = new Served(Integer.MAX_VALUE).own("");
        served.point("a", 5);
        served.champion.offer(2, Served.task(2, 4));
        served.processor.betweenTransactions(served);
        String before = served.processor.metadata(Served.PARTITION);
        assertTrue(before.endsWith(" model=1"), before);
        served.commit();
        assertEquals("model=2 time=5", served.processor.metadata(Served.PARTITION));
    }

    @Test
    void streamsThatLeftMemoryBeforeOrAfterASwapAreRebuiltWhenTheyComeBack() {
        Served all = new Served(Integer.MAX_VALUE).own("");
        Served few = new Served(2).own("");
        for (Served served : List.of(all, few)) {
            for (int at = 0; at < 30; at++) {
                served.point("abc".substring(at % 3, at % 3 + 1), at);
                served.commit();
            }
            assertEquals(3, served.processor.streams());
            served.champion.offer(2, Served.task(2, 4));
            served.commit();
            served.point("d", 30); // of the two that are stale in memory, one goes
            served.point("e", 31); // then the other
            served.commit();
            assertEquals(5, served.processor.streams());
            for (String stream : List.of("a", "b", "c", "d", "e", "a", "c")) {
                served.point(stream, 40);
                served.commit();
            }
        }
        assertEquals(3, few.processor.stored());
        assertEquals(all.predictions, few.predictions);
        assertTrue(all.predictions.get(all.predictions.size() - 1).contains("\"n\":12,"), "it went on, not anew");
    }

    @Test
    void aStreamThatAnotherModelLeftIsShownWithoutAState() {
        Served served = new Served(Integer.MAX_VALUE).own("");
        served.point("a", 5);
        served.champion.offer(2, Served.task(2, 4));
        served.commit();
        CompletableFuture<Optional<StreamMailbox.Held>> answer = served.mailbox.find(StreamKey.of("a"));
        served.commit();
        StreamSnapshot shown = answer.join().orElseThrow().snapshot();
        assertEquals("", shown.modelVersion());
        assertEquals(0, shown.state().length);
        assertEquals(1, shown.n());
        assertEquals(2, shown.window().length);
    }

    @Test
    void pointsThatWaitOutliveAStateThatIsOfNoUse() {
        Served before = new Served(Champion.forGood(Served.task(1, 0)), Duration.ofMillis(100)).own("");
        before.point("a", 1000);
        before.point("a", 1150);
        before.commit();
        assertEquals(1, before.predictions.size());
        StreamSnapshot written = StateFormat.read(before.states.get(StreamKey.of("a")));
        assertEquals(1, written.n());
        assertTrue(written.order().length > 0);

        Served after = new Served(Champion.forGood(Served.task(2, 0)), Duration.ofMillis(100));
        after.processor.assigned(Served.PARTITION, before.processor.metadata(Served.PARTITION));
        before.states.forEach((key, value) -> after.processor.restore(Served.PARTITION, key.toBytes(), value));
        after.processor.restored(Served.PARTITION);
        after.point("b", 1300);
        assertEquals(1, after.predictions.size(), "the point that waited");
        String prediction = after.predictions.get(0);
        assertTrue(prediction.startsWith("{\"stream\":\"a\",\"n\":1,\"t\":1150,"), prediction);
        assertTrue(prediction.contains("\"version\":\"2\""), prediction);
    }
}
