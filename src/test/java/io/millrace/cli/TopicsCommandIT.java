package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.SharedBroker;
import io.millrace.kafka.TopicCreation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of a cluster's topics, and what it makes of those that are missing. */
@ExtendWith(SharedBroker.class)
class TopicsCommandIT {
    private static final List<String> TOPICS = List.of(
            "planned.points",
            "planned.predictions",
            "planned.ball.state",
            "planned.points.rejected",
            "planned.models",
            "planned.events");

    @TempDir
    Path folder;

    private final EmbeddedBroker broker;
    private Path config;

    TopicsCommandIT(EmbeddedBroker broker) {
        this.broker = broker;
    }

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(folder.resolve("millrace.yaml"), """
                kafka: { bootstrap.servers: "%s", group.id: planned, topics: { partitions: 3, replication: 1 } }
                models:
                  ball:
                    input: { topic: planned.points, features: [x, y] }
                    output: { topic: planned.predictions }
                    retrain: { every: never }
                """.formatted(broker.bootstrapServers()));
    }

    private String topics(int code, String... options) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        List<String> arguments = new ArrayList<>(List.of("topics", "--config", config.toString()));
        arguments.addAll(List.of(options));
        assertEquals(
                code, CommandLineInterface.execute(writer, writer, arguments.toArray(String[]::new)), said::toString);
        return said.toString();
    }

    @Test
    void whatIsMissingIsMadeOnceAndWhatDiffersIsSaid() throws Exception {
        assertEquals(
                6, topics(1).lines().filter(line -> line.contains("is missing")).count());
        String planned = topics(0, "--create", "--dry-run");
        assertEquals(
                6,
                planned.lines()
                        .filter(line -> line.contains("would be created"))
                        .count(),
                planned);
        assertTrue(planned.contains("3 partitions, cleanup.policy=compact, segment.bytes=33554432"), planned);
        assertFalse(there().contains("planned.points"));

        assertEquals(
                6,
                topics(0, "--create")
                        .lines()
                        .filter(line -> line.contains(" created "))
                        .count());
        assertTrue(there().containsAll(TOPICS));
        assertEquals(
                6, topics(0).lines().filter(line -> line.contains("is there")).count());

        try (Admin admin = admin()) {
            admin.deleteTopics(Set.of("planned.ball.state")).all().get();
            TopicCreation.create(admin, new NewTopic("planned.ball.state", 2, (short) 1));
        }
        String differs = topics(1, "--create");
        assertTrue(differs.contains("    partitions: expected 3, found 2"), differs);
        assertTrue(differs.contains("    cleanup.policy: expected compact, found delete"), differs);
    }

    private Set<String> there() throws Exception {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
