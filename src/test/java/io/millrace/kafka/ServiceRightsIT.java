package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.MillraceProcess;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole service with the rights that {@code docs/operating.md} lists, given one after the other: what lacks one says which in
 * a line, and goes on as soon as it has it. Those of the loops alone are {@link AuthorisationIT}'s.
 */
@Timeout(400)
class ServiceRightsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String POINT =
            "{\"parameters\": {\"sequence_id\": \"a\", \"sequence_start\": true}, \"inputs\":"
                    + " [{\"name\": \"point\", \"shape\": [1, 2], \"datatype\": \"FP64\", \"data\": [0.5, 0.25]}]}";

    private static final String TOKEN = "secret-of-callers";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the log
    Path folder;

    @Test
    void eachPartSaysWhichRightItLacksAndWorksOnceItHasIt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, AuthorisationIT.secured());
                Admin admin = Admin.create(
                        Map.<String, Object>copyOf(AuthorisationIT.client(broker, "admin", "secret-of-admin")))) {
            createTopics(admin);
            allow(admin, ResourceType.TOPIC, "points", AclOperation.READ);
            allow(admin, ResourceType.TOPIC, "predictions", AclOperation.WRITE);
            allow(admin, ResourceType.TOPIC, "points.rejected", AclOperation.WRITE);
            allow(admin, ResourceType.TOPIC, "mill.ball.state", AclOperation.READ, AclOperation.WRITE);
            allow(admin, ResourceType.GROUP, "mill.ball", AclOperation.READ);
            allow(admin, ResourceType.TRANSACTIONAL_ID, "mill.ball.", AclOperation.WRITE);
            Path file = model();
            try (MillraceProcess service = MillraceProcess.start(
                    folder.resolve("log"),
                    "serve",
                    "--config",
                    config(broker, file).toString())) {
                serve(service, admin, file);
            }
        }
    }

    private void serve(MillraceProcess service, Admin admin, Path file) throws Exception {
        Matcher port = Pattern.compile("127\\.0\\.0\\.1:(\\d+)/,")
                .matcher(service.awaitLine(line -> line.startsWith("serving on")));
        assertTrue(port.find());
        URI open = URI.create("http://127.0.0.1:" + port.group(1));
        service.awaitLine(line -> line.contains("restored")); // the loops serve whatever else is missing

        refused(service, "tail of [predictions]", "topics: [mill.events]");
        allow(admin, ResourceType.TOPIC, "mill.events", AclOperation.READ);
        refused(service, "tail of [points.rejected, predictions]", "topics: [points.rejected]");
        allow(admin, ResourceType.TOPIC, "points.rejected", AclOperation.READ);
        refused(service, "tail of", "topics: [predictions]");
        allow(admin, ResourceType.TOPIC, "predictions", AclOperation.READ);
        refused(service, "mill.models: cannot be followed", "mill.models");
        allow(admin, ResourceType.TOPIC, "mill.models", AclOperation.READ);
        refused(service, "mill.models: cannot be followed", "DESCRIBE_CONFIGS");
        allow(admin, ResourceType.TOPIC, "mill.models", AclOperation.DESCRIBE_CONFIGS);
        refused(service, "retraining failed", "mill.ball.retrain");
        allow(admin, ResourceType.GROUP, "mill.ball.retrain", AclOperation.READ);

        URI upload = open.resolve(
                "/models/ball/file"); // is one transaction: what lacks first is left open, so one lacks at a time
        allow(admin, ResourceType.TOPIC, "mill.models", AclOperation.WRITE);
        await().atMost(PATIENCE).until(() -> put(upload, file) == 202);
        refused(service, "retraining failed", "topics: [mill.events]");
        allow(admin, ResourceType.TOPIC, "mill.events", AclOperation.WRITE);
        forbid(admin, ResourceType.TOPIC, "mill.models", AclOperation.WRITE);
        long before = told(service, "retraining failed", "topics: [mill.models]"); // as READ was lacking
        await().atMost(PATIENCE).until(() -> put(upload, file) == 202);
        await().atMost(PATIENCE).until(() -> told(service, "retraining failed", "topics: [mill.models]") > before);
        allow(admin, ResourceType.TOPIC, "mill.models", AclOperation.WRITE);
        await().atMost(PATIENCE).until(() -> put(upload, file) == 202);
        service.awaitLine(line -> line.contains("was uploaded"));

        URI infer = open.resolve("/v2/models/ball/infer");
        String refused = post(infer, POINT).body();
        assertTrue(refused.contains("points"), refused);
        allow(admin, ResourceType.TOPIC, "points", AclOperation.WRITE);
        await().atMost(PATIENCE).until(() -> post(infer, POINT).statusCode() == 200);
        assertEquals(143, service.stop());
    }

    private static void refused(MillraceProcess service, String part, String missing) {
        service.awaitLine(line -> isRefusal(line, part, missing));
    }

    /** How often it was said. */
    private static long told(MillraceProcess service, String part, String missing) throws IOException {
        return service.lines().stream()
                .filter(line -> isRefusal(line, part, missing))
                .count();
    }

    private static boolean isRefusal(String line, String part, String missing) {
        return line.contains("WARN") && line.contains(part) && line.contains(missing);
    }

    private static void createTopics(Admin admin) {
        Map<String, String> compacted = Map.of("cleanup.policy", "compact");
        TopicCreation.create(
                admin,
                new NewTopic("points", 2, (short) 1),
                new NewTopic("predictions", 2, (short) 1),
                new NewTopic("points.rejected", 2, (short) 1),
                new NewTopic("mill.ball.state", 2, (short) 1).configs(compacted),
                new NewTopic("mill.models", 1, (short) 1).configs(compacted),
                new NewTopic("mill.events", 1, (short) 1));
    }

    private static void allow(Admin admin, ResourceType type, String name, AclOperation... operations)
            throws Exception {
        for (AclOperation operation : operations) {
            admin.createAcls(List.of(right(type, name, operation))).all().get();
        }
    }

    private static void forbid(Admin admin, ResourceType type, String name, AclOperation operation) throws Exception {
        admin.deleteAcls(List.of(right(type, name, operation).toFilter())).all().get();
    }

    private static AclBinding right(ResourceType type, String name, AclOperation operation) {
        PatternType pattern = name.endsWith(".") ? PatternType.PREFIXED : PatternType.LITERAL;
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:millrace", "*", operation, AclPermissionType.ALLOW));
    }

    private Path model() {
        StreamModel model = StreamModels.lstm(8, "1");
        Path file = folder.resolve("ball.h5");
        KerasModelFile.write(new KerasModel(model.network(), "1").withEncoding(model.encoding()), file);
        return file;
    }

    private Path config(EmbeddedBroker broker, Path model) throws Exception {
        Map<String, Object> kafka = new HashMap<>(AuthorisationIT.client(broker, "millrace", "secret-of-millrace"));
        kafka.put("group.id", "mill");
        Map<String, Object> config = Map.of(
                "kafka", kafka,
                "http", Map.of("port", 0, "managementPort", 0, "auth", Map.of("token", TOKEN)),
                "models",
                        Map.of(
                                "ball",
                                Map.of(
                                        "input", Map.of("topic", "points", "features", List.of("x", "y")),
                                        "output", Map.of("topic", "predictions"),
                                        "file", model.toString(),
                                        "api", Map.of("durable", true),
                                        "retrain", Map.of("every", "never", "minimum", 100))));
        return Files.writeString(folder.resolve("millrace.yaml"), new ObjectMapper().writeValueAsString(config));
    }

    private int put(URI uri, Path file) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + TOKEN)
                                .PUT(HttpRequest.BodyPublishers.ofFile(file))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private HttpResponse<String> post(URI uri, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
