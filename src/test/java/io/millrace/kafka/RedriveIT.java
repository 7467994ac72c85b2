package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.stream.StreamModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
@Timeout(120)
class RedriveIT {
    private Millrun mill;
    private Map<String, String> client;

    @BeforeEach
    void begin(EmbeddedBroker broker) {
        mill = new Millrun(broker, StreamModels.lstm(8, "1"));
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @AfterEach
    void end() {
        mill.close();
    }

    @Test
    void whatWasRejectedIsPutBackOnceAsItWasAndInOrder() {
        ExactlyOnceLoop loop = mill.startReady("a");
        List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ProducerRecord<byte[], byte[]> record = mill.record("s" + i % 5, "[" + i + "]"); // one number, not two
            record.headers().add("kept", Integer.toString(i).getBytes(UTF_8)).add("sequence", "start".getBytes(UTF_8));
            bad.add(record);
        }
        mill.send(bad);
        assertEquals(50, mill.read(mill.topics.rejected(), 50).size());
        stop(loop);

        Redrive redrive = new Redrive(client, mill.group + ".redrive");
        assertEquals(
                Map.of("WRONG_LENGTH", 50L),
                redrive.count(mill.topics.rejected()).byCode());
        assertEquals(50, redrive.run(mill.topics.rejected()).records());
        assertEquals(0, redrive.run(mill.topics.rejected()).records());

        List<ConsumerRecord<byte[], byte[]>> input = mill.read(mill.topics.input(), 100);
        assertEquals(100, input.size());
        for (int stream = 0; stream < 5; stream++) {
            String key = "s" + stream;
            List<ConsumerRecord<byte[], byte[]>> all = input.stream()
                    .filter(record -> new String(record.key(), UTF_8).equals(key))
                    .toList();
            for (int i = 0; i < 10; i++) {
                ConsumerRecord<byte[], byte[]> first = all.get(i);
                ConsumerRecord<byte[], byte[]> again = all.get(i + 10);
                assertEquals(first.partition(), again.partition());
                assertArrayEquals(first.value(), again.value());
                assertArrayEquals(
                        first.headers().lastHeader("kept").value(),
                        again.headers().lastHeader("kept").value());
                assertNull(again.headers().lastHeader("sequence"), "the mark was obeyed already");
                assertEquals(1, again.headers().toArray().length);
            }
        }
    }

    @Test
    void aRecordThatStayedBehindInTheInputIsPutBackFromThere() {
        mill.createTopic(mill.topics.input(), 4, Map.of("max.message.bytes", "3000000"));
        mill.createTopic(mill.topics.rejected(), 4, Map.of("max.message.bytes", "100000"));
        ExactlyOnceLoop loop = mill.startReady("a");
        byte[] large = new byte[2_000_000];
        mill.send(List.of(new ProducerRecord<>(mill.topics.input(), "s0".getBytes(UTF_8), large)));
        mill.read(mill.topics.rejected(), 1);
        stop(loop);

        Redrive.Report report = new Redrive(client, mill.group + ".redrive").run(mill.topics.rejected());

        assertEquals(1, report.records());
        List<ConsumerRecord<byte[], byte[]>> input = mill.read(mill.topics.input(), 2);
        assertArrayEquals(large, input.get(1).value());
    }

    @Test
    void aTopicThatIsNotThereIsNamed() {
        Redrive redrive = new Redrive(client, mill.group + ".redrive");
        var error = assertThrows(UnusableTopicException.class, () -> redrive.run("nowhere.rejected"));
        assertEquals("nowhere.rejected: expected the topic of rejected records, found none", error.getMessage());
    }

    private static void stop(ExactlyOnceLoop loop) {
        loop.stop();
        loop.terminated().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
