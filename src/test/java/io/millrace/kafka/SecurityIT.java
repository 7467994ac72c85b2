package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.MillraceProcess;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamModels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Every way in which a broker may ask who we are: with the right credentials the service serves, with wrong ones it says so in
 * one line, is not ready, and goes on asking, as credentials may be renewed. No secret shows anywhere meanwhile.
 */
@Timeout(300)
class SecurityIT {
    private static final String SECRET = "planted-secret-of-millrace";
    private static final String WRONG = "planted-secret-that-is-wrong";
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    /** Of SASL. */
    enum Mechanism {
        PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

        private final String kafkas;
        private final String module;

        Mechanism(String kafkas, String module) {
            this.kafkas = kafkas;
            this.module = module;
        }

        Map<String, String> client(String user, String password) {
            return Map.of(
                    "security.protocol",
                    "SASL_PLAINTEXT",
                    "sasl.mechanism",
                    kafkas,
                    "sasl.jaas.config",
                    module + " required username=\"" + user + "\" password=\"" + password + "\";");
        }
    }

    @TempDir
    static Path folder;

    private static TokenIssuer issuer;
    private static Certificate server;
    private static Certificate client;
    private static Certificate stranger;
    private static EmbeddedBroker withPasswords;
    private static EmbeddedBroker withCertificates;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Millrun.Told told = new Millrun.Told();

    @BeforeAll
    static void brokers() throws Exception {
        issuer = new TokenIssuer();
        Path keys = issuer.publish(folder.resolve("keys.json"));
        System.setProperty(
                ALLOWED_URLS,
                keys.toUri() + "," + tokenFile("right").toUri() + ","
                        + tokenFile("wrong").toUri());
        withPasswords = EmbeddedBroker.start(folder.resolve("passwords"), 0, passwords(keys));
        server = Certificate.of("server", folder);
        client = Certificate.of("client", folder);
        stranger = Certificate.of("stranger", folder);
        Map<String, String> tls = new HashMap<>(server.properties(server.chain() + client.chain()));
        tls.put("listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT");
        tls.put("ssl.client.auth", "required");
        withCertificates = EmbeddedBroker.start(folder.resolve("certificates"), 0, tls);
        try (Admin admin = Admin.create(with(withPasswords, Mechanism.PLAIN.client("admin", "secret-of-admin")))) {
            for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                "millrace", new ScramCredentialInfo(mechanism, 4096), SECRET)))
                        .all()
                        .get();
            }
        }
    }

    private static Map<String, String> passwords(Path keys) {
        String plain = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
                + " password=\"secret-of-admin\" user_admin=\"secret-of-admin\" user_millrace=\"" + SECRET + "\";";
        String scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
        Map<String, String> settings = new HashMap<>();
        settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("listener.name.plaintext.plain.sasl.jaas.config", plain);
        settings.put("listener.name.plaintext.scram-sha-256.sasl.jaas.config", scram);
        settings.put("listener.name.plaintext.scram-sha-512.sasl.jaas.config", scram);
        String bearer = "listener.name.plaintext.oauthbearer.sasl.";
        settings.put(
                bearer + "jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        settings.put(
                bearer + "server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
        settings.put(bearer + "oauthbearer.jwks.endpoint.url", keys.toUri().toString());
        settings.put(bearer + "oauthbearer.expected.audience", "kafka");
        settings.put(bearer + "oauthbearer.expected.issuer", "issuer");
        return settings;
    }

    private static Path tokenFile(String name) {
        return folder.resolve(name + ".jwt");
    }

    @AfterAll
    static void close() {
        System.clearProperty(ALLOWED_URLS);
        withPasswords.close();
        withCertificates.close();
    }

    @BeforeEach
    void listen() {
        lines.start();
        Logger root = (Logger) LoggerFactory.getLogger("io.millrace");
        root.addAppender(lines);
        root.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stopListening() {
        Logger root = (Logger) LoggerFactory.getLogger("io.millrace");
        root.detachAppender(lines);
        root.setLevel(Level.INFO);
    }

    @ParameterizedTest
    @EnumSource
    void theRightPasswordServesAndAWrongOneIsRefused(Mechanism mechanism) throws Exception {
        assertServes(withPasswords, mechanism.client("millrace", SECRET), SECRET);
        assertRefused(withPasswords, mechanism.client("millrace", WRONG), "refuses our credentials", WRONG);
    }

    @Test
    void theRightTokenServesAndOneOfAnotherIssuerIsRefused() throws Exception {
        String right = issuer.token("millrace");
        String wrong = new TokenIssuer().token("millrace");
        assertServes(withPasswords, bearer("right", right), signature(right));
        assertRefused(withPasswords, bearer("wrong", wrong), "refuses our credentials", signature(wrong));
    }

    private static Map<String, String> bearer(String name, String token) throws Exception {
        Files.writeString(tokenFile(name), token);
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "OAUTHBEARER",
                "sasl.jaas.config", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                "sasl.login.callback.handler.class",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                "sasl.oauthbearer.token.endpoint.url", tokenFile(name).toUri().toString());
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    @Test
    void theRightCertificateServesAndAStrangersIsRefused() throws Exception {
        assertServes(withCertificates, tls(client, server.chain()), client.secret());
        assertRefused(withCertificates, tls(stranger, server.chain()), "refuses our credentials", stranger.secret());
    }

    @Test
    void aBrokerThatIsNotTrustedIsRefusedByUs() {
        assertRefused(withCertificates, tls(client, stranger.chain()), "is not trusted", client.secret());
    }

    private static Map<String, String> tls(Certificate own, String trusted) {
        Map<String, String> properties = new HashMap<>(own.properties(trusted));
        properties.put("security.protocol", "SSL");
        return properties;
    }

    /** All that a process says: what it prints, its metrics, its health and the configuration in force. */
    @Test
    void noSecretLeavesTheProcess() throws Exception {
        assertSilent("right", withCertificates, tls(client, server.chain()), client.secret());
        assertSilent("wrong", withPasswords, Mechanism.SCRAM_SHA_512.client("millrace", WRONG), WRONG);
    }

    private static void assertSilent(String run, EmbeddedBroker broker, Map<String, String> credentials, String secret)
            throws Exception {
        boolean right = run.equals("right");
        Path model = folder.resolve(run + ".h5");
        StreamModel lstm = StreamModels.lstm(8, "1");
        KerasModelFile.write(new KerasModel(lstm.network(), "1").withEncoding(lstm.encoding()), model);
        Map<String, Object> config = Map.of(
                "kafka", with(broker, credentials),
                "http", Map.of("port", 0, "managementPort", 0),
                "models",
                        Map.of(
                                run,
                                Map.of(
                                        "input", Map.of("topic", run + ".points", "features", List.of("x", "y")),
                                        "output", Map.of("topic", run + ".predictions"),
                                        "file", model.toString())));
        Path file = Files.writeString(folder.resolve(run + ".yaml"), new ObjectMapper().writeValueAsString(config));
        try (MillraceProcess service =
                MillraceProcess.start(folder.resolve(run + ".log"), "serve", "--config", file.toString())) {
            String serving = service.awaitLine(line -> line.startsWith("serving on"));
            service.awaitLine(line -> line.contains(right ? "restored" : "refuses our credentials"));
            String management = "http://127.0.0.1:" + serving.replaceAll(".*on port (\\d+),.*", "$1");
            await().atMost(Millrun.PATIENCE).until(() -> status(management) == (right ? 200 : 503));
            for (String path : List.of("/config", "/metrics", "/health/ready", "/health/live")) {
                String told = get(management + path).body();
                assertFalse(told.contains(secret), path);
                assertTrue(!path.equals("/config") || told.contains("(hidden)"), told);
            }
            assertEquals(143, service.stop());
            assertFalse(String.join("\n", service.lines()).contains(secret));
        }
    }

    private static int status(String management) throws Exception {
        return get(management + "/health/ready").statusCode();
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertServes(EmbeddedBroker broker, Map<String, String> credentials, String secret) throws Exception {
        try (Millrun mill = mill(broker, credentials)) {
            ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
            await().atMost(Millrun.PATIENCE).until(loop::ready);
            List<ProducerRecord<byte[], byte[]>> points = mill.points(5, 0, 3);
            mill.send(points);
            assertEquals(mill.reference(points), mill.predictions(points.size()));
            assertNothingShows(secret);
        }
    }

    private void assertRefused(EmbeddedBroker broker, Map<String, String> credentials, String line, String secret) {
        told.aborted.clear();
        try (Millrun mill = mill(broker, credentials)) {
            ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
            await().atMost(Millrun.PATIENCE).until(() -> told.aborted.size() >= 2); // and it is tried again
            assertFalse(loop.ready());
            assertFalse(loop.terminated().isDone());
            assertTrue(
                    lines.list.stream()
                            .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                            .anyMatch(event -> event.getFormattedMessage().contains(line)),
                    () -> lines.list.toString());
            assertNothingShows(secret);
        }
    }

    private static Millrun mill(EmbeddedBroker broker, Map<String, String> credentials) {
        Map<String, String> own = broker == withPasswords
                ? Mechanism.PLAIN.client("admin", "secret-of-admin")
                : tls(client, server.chain());
        Map<String, String> services = new HashMap<>(credentials);
        services.put("max.block.ms", "3000");
        return new Millrun(strings(with(broker, own)), services, StreamModels.lstm(8, "1"));
    }

    private static Map<String, Object> with(EmbeddedBroker broker, Map<String, String> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", broker.bootstrapServers());
        return all;
    }

    private static Map<String, String> strings(Map<String, Object> properties) {
        Map<String, String> strings = new HashMap<>();
        properties.forEach((name, value) -> strings.put(name, value.toString()));
        return strings;
    }

    private void assertNothingShows(String secret) {
        for (ILoggingEvent event : List.copyOf(lines.list)) {
            assertFalse(event.getFormattedMessage().contains(secret), event::toString);
            if (event.getThrowableProxy() != null) {
                assertFalse(
                        ThrowableProxyUtil.asString(event.getThrowableProxy()).contains(secret), event::toString);
            }
        }
        told.aborted.forEach(
                error -> assertFalse(String.valueOf(error.getMessage()).contains(secret)));
    }
}
