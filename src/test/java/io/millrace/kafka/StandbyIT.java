package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.stream.StreamModels;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A takeover by a loop that stood by reads only what came last, and the streams go on as they would have anyway. */
@Timeout(300)
@ExtendWith(SharedBroker.class)
class StandbyIT {
    private static final int STREAMS = 400;
    private static final int ROUNDS = 5;

    private Millrun mill;
    private final Told ours = new Told();
    private final Told others = new Told();

    /** What is heard of a loop and of its standby. */
    private static final class Told extends Millrun.Told {
        volatile long behind = Long.MAX_VALUE;

        @Override
        public void standby(long records) {
            behind = records;
        }
    }

    @BeforeEach
    void begin(EmbeddedBroker broker) {
        mill = new Millrun(broker, StreamModels.lstm(8, "1"));
        mill.checkpoint(Duration.ofMillis(200));
    }

    @AfterEach
    void end() {
        mill.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTakeoverReadsOnlyTheRest(boolean standby) throws Exception {
        if (standby) {
            mill.standBy();
        }
        ExactlyOnceLoop first = mill.start("a", mill::processor, others);
        ExactlyOnceLoop second = mill.start("b", mill::processor, ours);
        await().atMost(Millrun.PATIENCE)
                .until(() -> first.ready()
                        && second.ready()
                        && ours.restoredPartitions > 0
                        && others.restoredPartitions > 0
                        && mill.owners() == 2);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 2 * ROUNDS);
        mill.send(points.subList(0, STREAMS * ROUNDS));
        mill.predictions(STREAMS * ROUNDS);
        await().atMost(Millrun.PATIENCE).until(() -> mill.isWritten());
        if (standby) {
            await().atMost(Millrun.PATIENCE).until(() -> ours.behind == 0 && ours.streams == STREAMS);
        }
        int before = mill.readAll(mill.topics.states()).size();
        ours.restoredPartitions = 0;

        first.close();
        await().atMost(Millrun.PATIENCE).until(() -> ours.restoredPartitions > 0 && second.ready());
        int writtenAtTheEnd = mill.readAll(mill.topics.states()).size() - before;
        mill.send(points.subList(STREAMS * ROUNDS, points.size()));

        assertEquals(mill.reference(points), mill.predictions(points.size()));
        if (standby) {
            assertTrue(ours.restoredRecords <= writtenAtTheEnd, ours.restoredRecords + " states were read");
        } else {
            assertTrue(ours.restoredRecords >= STREAMS / 4, ours.restoredRecords + " states were read");
        }
    }

    /** As while a newer version is rolled out: who stands by goes on serving its own. */
    @Test
    void aStateOfANewerFormatIsTheOwnersAffair() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Standby.class);
        logger.addAppender(lines);
        mill.standBy();
        ExactlyOnceLoop first = mill.start("a", mill::processor, others);
        ExactlyOnceLoop second = mill.start("b", mill::processor, ours);
        await().atMost(Millrun.PATIENCE).until(() -> first.ready() && second.ready() && mill.owners() == 2);
        mill.sendState("s-from-tomorrow", new byte[] {99, 1, 2, 3});
        await().atMost(Millrun.PATIENCE).until(() -> List.copyOf(lines.list).stream()
                .anyMatch(line -> line.getFormattedMessage().contains("does not stand by any longer")));
        logger.detachAppender(lines);

        mill.send(mill.points(STREAMS, 0, ROUNDS));
        assertEquals(STREAMS, mill.predictions(STREAMS * ROUNDS).size());
        assertTrue(first.ready() && second.ready());
    }
}
