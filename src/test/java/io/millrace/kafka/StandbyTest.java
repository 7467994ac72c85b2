package io.millrace.kafka;

import static io.millrace.kafka.Served.PARTITION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.StreamKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StandbyTest {
    private static final int OURS = PARTITION + 1;

    private final Served owner = new Served(Integer.MAX_VALUE).own("");

    /** Hands over what the owner has written so far. */
    private void tell(Served standby) {
        owner.states.forEach((key, value) -> standby.processor.restore(PARTITION, key.toBytes(), value));
    }

    private void points(Served served, int from, int to) {
        for (int at = from; at < to; at++) {
            served.point("abc".substring(at % 3, at % 3 + 1), at);
        }
    }

    private Served takeOver(Served standby, boolean goesOn) {
        assertEquals(goesOn, standby.processor.assigned(PARTITION, owner.processor.metadata(PARTITION)));
        tell(standby);
        standby.processor.loaded(PARTITION);
        standby.processor.restored(PARTITION);
        return standby;
    }

    @Test
    void whoStoodByGoesOnWithTheSameBits() {
        Served standby = new Served(Integer.MAX_VALUE);
        assertTrue(standby.processor.standBy(PARTITION));
        for (int round = 0; round < 3; round++) {
            points(owner, 20 * round, 20 * round + 20);
            owner.commit();
            tell(standby);
            assertFalse(standby.processor.standBy(PARTITION), "it goes on");
        }
        standby.processor.restore(PARTITION, StreamKey.of("b").toBytes(), null);
        assertEquals(2, standby.processor.streams());

        takeOver(standby, true);
        owner.predictions.clear();
        points(owner, 60, 90);
        points(standby, 60, 90);
        assertEquals(owner.predictions, standby.predictions);
    }

    @Test
    void whatStandsByIsNeitherShownNorWrittenNorAskedForCheckpoints() {
        Served standby = new Served(Integer.MAX_VALUE);
        standby.processor.standBy(PARTITION);
        points(owner, 0, 9);
        owner.commit();
        tell(standby);
        CompletableFuture<Optional<StreamMailbox.Held>> answer = standby.mailbox.find(StreamKey.of("a"));
        standby.commit();
        assertEquals(Optional.empty(), answer.join());
        assertTrue(standby.states.isEmpty());
        assertFalse(standby.processor.hasChanges(PARTITION));
    }

    /** A state that the next model made at the owner is of no use under the last, and would be rebuilt for good. */
    @Test
    void underAnotherModelItBeginsAnew() {
        Served standby = new Served(Integer.MAX_VALUE);
        standby.processor.standBy(PARTITION);
        owner.champion.offer(2, Served.task(2, 4));
        owner.commit();
        points(owner, 0, 60); // more than the last points
        owner.commit();
        tell(standby);

        standby.champion.offer(2, Served.task(2, 4));
        standby.commit();
        assertEquals(0, standby.processor.streams());
        assertTrue(standby.processor.standBy(PARTITION), "all states once more");
        tell(standby);
        takeOver(standby, true);
        owner.predictions.clear();
        points(owner, 60, 90);
        points(standby, 60, 90);
        assertEquals(owner.predictions, standby.predictions);
    }

    @Test
    void aModelThatComesWithTheTakeoverMakesItBeginAnewToo() {
        Served standby = new Served(Integer.MAX_VALUE);
        standby.processor.standBy(PARTITION);
        points(owner, 0, 9);
        owner.commit();
        tell(standby);
        standby.champion.offer(2, Served.task(2, 4));
        takeOver(standby, false);
        assertEquals(3, standby.processor.streams());
    }

    @Test
    void itsStreamsAreTheFirstToLeaveMemory() {
        Served standby = new Served(3);
        standby.processor.assigned(OURS, "");
        standby.processor.restored(OURS);
        standby.point(OURS, "x", 1);
        standby.point(OURS, "y", 2);
        standby.write(OURS);
        standby.processor.standBy(PARTITION);
        points(owner, 100, 120); // heard of later than ours
        owner.commit();
        tell(standby);
        standby.processor.betweenTransactions(standby);
        assertEquals(5, standby.processor.streams());
        assertEquals(2, standby.processor.stored());
        assertEquals(Optional.empty(), standby.aside.quietest(OURS));
    }
}
