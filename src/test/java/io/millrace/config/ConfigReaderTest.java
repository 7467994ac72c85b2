package io.millrace.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    private static final String BALL = """
            kafka:
              bootstrap.servers: broker:9092
              sasl.jaas.config: top-secret
            models:
              ball:
                input: { topic: ball.points, features: [x, y, z] }
                output: { topic: ball.predictions, ahead: 10 }
                file: ball.h5
            """;

    private static MillraceConfig parse(String yaml) {
        return ConfigReader.parse(yaml, Map.of());
    }

    private static List<String> errors(String yaml) {
        return assertThrows(ConfigException.class, () -> parse(yaml)).errors();
    }

    @Test
    void aShortFileTakesTheDefaults() {
        MillraceConfig config = parse(BALL);

        ModelConfig ball = config.models().get(0);
        assertEquals("ball.points", ball.input().topic());
        assertEquals(List.of("x", "y", "z"), ball.input().features());
        assertEquals(10, ball.output().ahead());
        assertEquals(Path.of("ball.h5"), ball.file());
        assertEquals(ModelConfig.Baseline.CONSTANT_VELOCITY, ball.baseline());
        assertEquals(Duration.ofMillis(50), config.commit());
        assertEquals(Duration.ofSeconds(5), config.checkpoint());
        assertEquals(HttpConfig.DEFAULT, config.http());
        assertEquals("broker:9092", config.kafka().client().get("bootstrap.servers"));
        assertTrue(config.kafka().embedded().isEmpty());
    }

    @Test
    void withoutABrokerTheEmbeddedOneIsMeant() {
        String yaml = BALL.replaceAll("(?m)^  (bootstrap|sasl).*\n", "").replace("kafka:\n", "");
        assertEquals(Optional.of(EmbeddedConfig.DEFAULT), parse(yaml).kafka().embedded());
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        MillraceConfig config = ConfigReader.parse(
                BALL,
                Map.of(
                        "MILLRACE_HTTP_MANAGEMENTPORT", "9999",
                        "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "other:1",
                        "MILLRACE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                        "MILLRACE_MODELS_BALL_OUTPUT_AHEAD", "3",
                        "MILLRACE_SERVICE_HOST", "10.0.0.1"));

        assertEquals(9999, config.http().managementPort());
        assertEquals("other:1", config.kafka().bootstrapServers());
        assertEquals("SASL_SSL", config.kafka().client().get("security.protocol"));
        assertEquals(3, config.models().get(0).output().ahead());
    }

    @Test
    void everyErrorIsReportedAtOnceWithItsPath() {
        List<String> errors = errors("""
                http: { port: many }
                threads: 0
                commit: fast
                models:
                  ball:
                    input: { topic: "no spaces", features: xyz, speed: 3 }
                    output: { ahead: -1 }
                    baseline: oracle
                """);

        assertEquals(
                List.of(
                        "http.port: expected a whole number, found \"many\"",
                        "commit: expected a duration, found \"fast\"; write a number and ms, s, m, h or d, as 50ms",
                        "models.ball.input.features: expected a list such as [x, y, z], found \"xyz\"",
                        "models.ball.input.speed: unknown key; known here: features, longest, tokens, topic, window",
                        "models.ball.input.topic: expected a Kafka topic name (letters, digits, . _ -), found \"no spaces\"",
                        "models.ball.output.topic: is missing",
                        "models.ball.output.ahead: expected a number from 0 to 10000, found -1",
                        "models.ball.file: is missing",
                        "models.ball.baseline: expected one of constant-position, constant-velocity, unigram, found \"oracle\"",
                        "threads: expected a number from 1 to 256, found 0"),
                errors);
    }

    @Test
    void streamsAreForgottenAfterTenMinutesUnlessToldOtherwise() {
        assertEquals(SequenceConfig.DEFAULT, parse(BALL).models().get(0).sequences());
        SequenceConfig told = parse(BALL + "    idle: never\n    time: wall\n    gap: 2s\n    forgotten: gone\n")
                .models()
                .get(0)
                .sequences();
        assertEquals(
                new SequenceConfig(
                        Optional.empty(),
                        SequenceConfig.Time.WALL,
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.empty(),
                        Optional.of("gone")),
                told);
        OrderConfig order = parse(BALL + "    order: { field: seq }\n")
                .models()
                .get(0)
                .sequences()
                .order()
                .orElseThrow();
        assertEquals(new OrderConfig(Optional.of("seq"), Duration.ofSeconds(5), 100), order);
        assertTrue(errors(BALL + "    order: { wait: 10m }\n").get(0).contains("order.wait: expected less than idle"));
        assertTrue(
                errors(BALL + "    order: { field: x }\n").get(0).contains("order.field: expected none of the feat"));
        assertTrue(
                errors(BALL + "    idle: 0s\n").get(0).contains("idle: expected a duration of at least 1ms, or never"));
        assertTrue(errors(BALL + "    gap: soon\n").get(0).startsWith("models.ball.gap: expected a duration"));
    }

    @Test
    void aModelIsRetrainedBesideTheRulesOfItsSequences() {
        ModelConfig model = parse(BALL + "    idle: never\n    streams: { memory: 7 }\n    retrain: { replay: 9 }\n")
                .models()
                .get(0);
        assertEquals(Optional.empty(), model.sequences().idle());
        assertEquals(Optional.of(7), model.streams().memory());
        assertEquals(9, model.retrain().orElseThrow().replay());
        assertEquals(
                Optional.of(Duration.ofMinutes(2)),
                parse(BALL + "    order: { field: seq }\n    retrain: { shadow: 2m }\n")
                        .models()
                        .get(0)
                        .retrain()
                        .orElseThrow()
                        .shadow());
        assertTrue(errors(BALL + "    retrain: { labels: ball.labels }\n")
                .get(0)
                .contains("retrain.labels: expected it with predict: label only"));
        assertTrue(errors(BALL.replace(", ahead: 10", "") + "    predict: label\n    retrain: {}\n")
                .get(0)
                .contains("retrain.labels: expected the topic of labels"));
        assertTrue(errors(BALL + "    retrain: { webhook: \"ftp://there\" }\n")
                .get(0)
                .contains("webhook: expected an address of http or https"));
        assertTrue(errors(BALL.replace(", ahead: 10", "") + "    predict: generate\n    retrain: {}\n")
                .get(0)
                .contains("retrain: expected it with next or label only"));
    }

    @Test
    void anUnknownKeyAtTheTopIsRefused() {
        assertTrue(errors(BALL + "modles: {}\n")
                .get(0)
                .startsWith("modles: unknown key; known here: checkpoint, commit, http"));
    }

    @Test
    void whatIsNotYamlIsOneLine() {
        assertEquals(1, errors("kafka: [").size());
        assertTrue(errors("just text").get(0).startsWith("expected a mapping at the top"));
    }

    @Test
    void noModelIsAnError() {
        assertEquals(List.of("models: expected at least one model, found none"), errors("threads: 1"));
    }

    @Test
    void bothBrokersAreRefused() {
        List<String> errors = errors(BALL.replace("kafka:\n", "kafka:\n  embedded: { port: 0 }\n"));
        assertEquals(
                List.of("kafka.bootstrap.servers: expected either this or embedded, not both, found broker:9092"),
                errors);
    }

    @Test
    void whatIsPrintedHoldsNoSecret() {
        assertFalse(parse(BALL).describe().contains("secret"));
    }

    @Test
    void eachShapeHasItsKeysAndTheOthersAreRefused() {
        String yaml = """
                models:
                  text:
                    input: { topic: text, tokens: words, window: 5 }
                    output: { topic: text.next, top: 3 }
                    file: text.h5
                  sound:
                    input: { topic: letters, features: [a] }
                    output: { topic: sounds, steps: 7, beam: 2, running: true, labels: [a, b] }
                    predict: decode
                    file: sound.h5
                """;
        List<ModelConfig> models = ConfigReader.parse(yaml, Map.of()).models();

        ModelConfig sound = models.get(0);
        assertEquals(ModelConfig.Predict.DECODE, sound.predict());
        assertEquals(new ModelConfig.Output("sounds", 0, 5, true, 7, 2, List.of("a", "b")), sound.output());
        ModelConfig text = models.get(1);
        assertEquals(
                new ModelConfig.Input("text", List.of(), Optional.of(ModelConfig.Tokens.WORDS), 5, 1000), text.input());
        assertEquals(ModelConfig.Baseline.UNIGRAM, text.baseline());

        ConfigException wrong = assertThrows(
                ConfigException.class,
                () -> ConfigReader.parse(
                        yaml.replace("tokens: words", "tokens: words, features: [x]")
                                .replace("predict: decode", "predict: label"),
                        Map.of()));
        assertEquals(
                List.of(
                        "models.sound.output.beam: expected it with generate or decode only, found label",
                        "models.text.input.features: expected either features: [x, y] or tokens: characters, found both"),
                wrong.errors());
    }

    @Test
    void theServicesPortHasItsLimitsAndItsKeys() {
        MillraceConfig config =
                ConfigReader.parse("""
                http:
                  port: 9000
                  tls: { certificate: a.pem, key: b.pem }
                  auth: { jwt: { key: c.pem, issuer: us } }
                  limits: { bodyBytes: 2048, patience: 5s }
                """ + BALL + "    api: { durable: true, sequences: 5, batch: 0ms }\n", Map.of());
        HttpConfig http = config.http();
        assertEquals(Optional.of(new TlsConfig(Path.of("a.pem"), Path.of("b.pem"))), http.tls());
        assertEquals("RS256", http.auth().jwt().orElseThrow().algorithm());
        assertEquals(2_048, http.limits().bodyBytes());
        assertEquals(Duration.ofSeconds(5), http.limits().patience());
        assertEquals(
                new ApiConfig(true, 5, Duration.ZERO), config.models().get(0).api());
    }

    @Test
    void aTokenComesFromTheEnvironmentOrAFileAndIsNeverTold() {
        String secret = "0123456789abcdef!";
        MillraceConfig config = ConfigReader.parse(BALL, Map.of("MILLRACE_HTTP_AUTH_TOKEN", secret));
        assertEquals(secret, config.http().auth().token().orElseThrow().value());
        assertFalse((config + config.describe()).contains(secret));
        ConfigException wrong = assertThrows(
                ConfigException.class,
                () -> ConfigReader.parse("http: { auth: { token: short-secret } }\n" + BALL, Map.of()));
        assertEquals(
                List.of("http.auth.token: expected at least 16 visible ASCII characters, found 12"), wrong.errors());
        ConfigException missing = assertThrows(
                ConfigException.class,
                () -> ConfigReader.parse("http: { auth: { tokenFile: /no/such/file } }\n" + BALL, Map.of()));
        assertEquals(
                "http.auth.tokenFile: expected a file to read, found \"/no/such/file\"",
                missing.errors().get(0));
    }
}
