package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.StreamModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that asks who we are (SASL PLAIN) and what we may (access control lists). */
@Timeout(300)
class AuthorisationIT {
    private static final String ADMIN = "admin";
    private static final String SERVICE = "millrace";

    @TempDir
    Path folder;

    @Test
    void withExactlyTheRightsListedItServesAndWithoutEachItSaysWhichIsMissing() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, secured())) {
            Millrun mill = new Millrun(
                    client(broker, ADMIN, "secret-of-admin"),
                    client(broker, SERVICE, "secret-of-millrace"),
                    StreamModels.lstm(8, "1"));
            try (mill) {
                serve(mill);
            }
        }
    }

    private static void serve(Millrun mill) throws Exception {
        Millrun.Told told = new Millrun.Told();
        for (String topic : List.of(mill.topics.input(), mill.topics.output(), mill.topics.rejected())) {
            mill.createTopic(topic, 4, Map.of());
        }
        mill.createTopic(mill.topics.states(), 4, Map.of("cleanup.policy", "compact"));
        ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
        for (AclBinding right : rights(mill)) {
            awaitRefused(told, mill, right.pattern().name());
            assertFalse(loop.ready());
            grant(right, told, mill);
        }
        await().atMost(Millrun.PATIENCE).until(loop::ready);

        List<ProducerRecord<byte[], byte[]>> points = mill.points(20, 0, 5);
        mill.send(points);
        awaitRefused(told, mill, mill.topics.states()); // only now it has a state to write
        grant(allow(ResourceType.TOPIC, mill.topics.states(), AclOperation.WRITE), told, mill);
        mill.send(List.of(mill.record("s0", "no point")));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        assertEquals(1, mill.read(mill.topics.rejected(), 1).size());
    }

    private static void awaitRefused(Millrun.Told told, Millrun mill, String missing) {
        await().atMost(Millrun.PATIENCE).until(() -> !told.aborted.isEmpty());
        String line = new Failure(told.aborted.get(told.aborted.size() - 1), mill.settings("a")).line();
        assertTrue(line.contains("the broker does not let us") && line.contains(missing), line);
    }

    private static void grant(AclBinding right, Millrun.Told told, Millrun mill) throws Exception {
        try (Admin admin = mill.admin()) {
            admin.createAcls(List.of(right)).all().get();
        }
        told.aborted.clear();
    }

    /** All that it takes to begin, where the topics are there already. */
    private static List<AclBinding> rights(Millrun mill) {
        List<AclBinding> rights = new ArrayList<>();
        rights.add(allow(ResourceType.TOPIC, mill.topics.input(), AclOperation.READ));
        rights.add(allow(ResourceType.TOPIC, mill.topics.output(), AclOperation.WRITE));
        rights.add(allow(ResourceType.TOPIC, mill.topics.states(), AclOperation.READ));
        rights.add(allow(ResourceType.TOPIC, mill.topics.rejected(), AclOperation.WRITE));
        rights.add(allow(ResourceType.GROUP, mill.group, AclOperation.READ));
        rights.add(allow(ResourceType.TRANSACTIONAL_ID, mill.settings("a").transactionalId(), AclOperation.WRITE));
        return rights;
    }

    private static AclBinding allow(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + SERVICE, "*", operation, AclPermissionType.ALLOW));
    }

    static Map<String, String> secured() {
        return Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
                                + " password=\"secret-of-admin\" user_admin=\"secret-of-admin\""
                                + " user_millrace=\"secret-of-millrace\";",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:" + ADMIN + ";User:ANONYMOUS"); // the controller's own listener
    }

    static Map<String, String> client(EmbeddedBroker broker, String user, String password) {
        return Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                                + "\" password=\"" + password + "\";",
                "max.block.ms", "3000");
    }
}
