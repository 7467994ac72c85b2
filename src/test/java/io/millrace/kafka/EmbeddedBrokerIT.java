package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.stream.StreamModels;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedBrokerIT {
    @Test
    void aBrokerStartedAgainInItsDirectoryGoesOnAndTheLoopWithIt(@TempDir Path directory) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
        try (Millrun mill = new Millrun(broker, StreamModels.lstm(4, "1"))) {
            ExactlyOnceLoop loop = mill.startReady("a");
            List<ProducerRecord<byte[], byte[]>> points = mill.points(10, 0, 20);
            mill.send(points.subList(0, 100));
            mill.predictions(100);
            int port = broker.port();
            broker.close();
            broker = EmbeddedBroker.start(directory, port);
            await().atMost(Millrun.PATIENCE).until(loop::ready);
            mill.send(points.subList(100, points.size()));
            assertEquals(mill.reference(points), mill.predictions(points.size()));
        } finally {
            broker.close();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            String message = assertThrows(IllegalStateException.class, () -> EmbeddedBroker.start(directory, port))
                    .getMessage();
            assertEquals(true, message.contains("port " + port), message);
        }
    }
}
