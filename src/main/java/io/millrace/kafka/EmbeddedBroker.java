package io.millrace.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker in this process, on the loopback interface: for the demo, a laptop and tests, not for production. Its
 * directory may be used again and keeps topics, offsets and transactions; one broker at a time.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final KafkaRaftServer server;
    private final int port;
    private final Path temporary; // null where the caller owns the directory

    private EmbeddedBroker(KafkaRaftServer server, int port, Path temporary) {
        this.server = server;
        this.port = port;
        this.temporary = temporary;
    }

    /** On a free port, with a temporary directory that {@link #close} deletes. */
    public static EmbeddedBroker start() {
        return start(0);
    }

    /** With a temporary directory that {@link #close} deletes; port 0 for any free port. */
    public static EmbeddedBroker start(int port) {
        try {
            Path directory = Files.createTempDirectory("millrace-broker-");
            return start(directory, port, directory, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("broker: no temporary directory", e);
        }
    }

    /** @param port 0 for any free port */
    public static EmbeddedBroker start(Path directory, int port) {
        return start(directory, port, Map.of());
    }

    /** @param more settings of the broker, above ours */
    static EmbeddedBroker start(Path directory, int port, Map<String, String> more) {
        return start(directory, port, null, more);
    }

    private static EmbeddedBroker start(Path directory, int port, Path temporary, Map<String, String> more) {
        for (int attempt = 1; ; attempt++) {
            int[] free = freePorts(port);
            int brokerPort = port == 0 ? free[0] : port;
            KafkaRaftServer server = null;
            try {
                Files.createDirectories(directory);
                format(directory);
                Map<String, String> settings = settings(directory, brokerPort, free[1]);
                settings.putAll(more);
                server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
                server.startup();
                return new EmbeddedBroker(server, brokerPort, temporary);
            } catch (Exception e) {
                if (server != null) {
                    server.shutdown();
                }
                // Between the choice of a free port and its use another process may take it.
                if (port != 0 || attempt == ATTEMPTS) {
                    throw new IllegalStateException(
                            "broker: did not start in " + directory + " on port " + brokerPort + ": " + e.getMessage(),
                            e);
                }
            }
        }
    }

    /** Value of {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        if (temporary != null) {
            delete(temporary);
        }
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(PrintStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .run();
    }

    private static Map<String, String> settings(Path directory, int brokerPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPort);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", directory.toString());
        settings.put("auto.create.topics.enable", "false");
        aloneInItsCluster(settings);
        smallAndQuick(settings);
        return settings;
    }

    private static void aloneInItsCluster(Map<String, String> settings) {
        for (String one : List.of(
                "offsets.topic.replication.factor",
                "transaction.state.log.replication.factor",
                "transaction.state.log.min.isr",
                "share.coordinator.state.topic.replication.factor",
                "share.coordinator.state.topic.min.isr",
                "default.replication.factor",
                "min.insync.replicas")) {
            settings.put(one, "1");
        }
    }

    private static void smallAndQuick(Map<String, String> settings) {
        settings.put("offsets.topic.num.partitions", "3");
        settings.put("transaction.state.log.num.partitions", "3");
        settings.put("share.coordinator.state.topic.num.partitions", "3");
        settings.put("num.partitions", "4");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152"); // the default takes 128 MiB of heap
        settings.put("log.index.size.max.bytes", "1048576"); // whose pages Linux clears at the first entry; else 10 MiB
        settings.put("controlled.shutdown.enable", "true"); // without it the next start waits for the old registration
        settings.put("broker.session.timeout.ms", "2000"); // the same wait, after a kill
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1"); // the default 20 doubles back-to-back transactions
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    /** Two other ports that are free now: with port 0 the bound port cannot be asked for, and a static voter needs a number. */
    private static int[] freePorts(int taken) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket broker = new ServerSocket(0, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback)) {
            boolean twice = controller.getLocalPort() == taken;
            return twice
                    ? new int[] {taken, broker.getLocalPort()}
                    : new int[] {broker.getLocalPort(), controller.getLocalPort()};
        } catch (IOException e) {
            throw new UncheckedIOException("broker: no free port on the loopback interface", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("broker: could not delete " + directory, e);
        }
    }
}
