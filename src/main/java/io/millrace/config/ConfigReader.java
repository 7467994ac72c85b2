package io.millrace.config;

import io.millrace.config.ModelConfig.Baseline;
import io.millrace.config.SequenceConfig.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the YAML file: unknown keys are refused, all errors are reported at once, the environment overrides. */
public final class ConfigReader {
    private static final Map<String, Baseline> BASELINES =
            Stream.of(Baseline.values()).collect(Collectors.toMap(Baseline::key, Function.identity()));
    private static final Map<String, ModelConfig.Predict> PREDICT = Stream.of(ModelConfig.Predict.values())
            .collect(Collectors.toMap(ModelConfig.Predict::key, Function.identity()));
    private static final Map<String, ModelConfig.Tokens> TOKENS = Stream.of(ModelConfig.Tokens.values())
            .collect(Collectors.toMap(ModelConfig.Tokens::key, Function.identity()));
    private static final Map<String, Time> TIMES =
            Stream.of(Time.values()).collect(Collectors.toMap(Time::key, Function.identity()));

    /** Kafka properties that the environment may set although the file does not: those that hold secrets, above all. */
    private static final List<String> KAFKA_FROM_ENVIRONMENT = List.of(
            "bootstrap.servers",
            "security.protocol",
            "sasl.mechanism",
            "sasl.jaas.config",
            "sasl.login.callback.handler.class",
            "sasl.oauthbearer.token.endpoint.url",
            "ssl.truststore.location",
            "ssl.truststore.type",
            "ssl.truststore.password",
            "ssl.truststore.certificates",
            "ssl.keystore.location",
            "ssl.keystore.type",
            "ssl.keystore.password",
            "ssl.keystore.certificate.chain",
            "ssl.keystore.key",
            "ssl.key.password");

    private static final Set<String> OWN_KAFKA_KEYS = Set.of("group.id", "embedded", "topics");

    private ConfigReader() {}

    /**
     * A configuration and where it comes from.
     *
     * @param settings every key that was asked for, with its value
     */
    public record Configured(MillraceConfig config, List<Setting> settings) {
        public Configured {
            settings = List.copyOf(settings);
        }
    }

    /** @throws ConfigException with every error of the file */
    public static Configured readAll(Path file, Map<String, String> environment) {
        try {
            return configured(YamlTree.of(Files.readString(file, StandardCharsets.UTF_8)), environment);
        } catch (IOException e) {
            throw new ConfigException(List.of(file + ": cannot be read (" + e + ")"));
        }
    }

    /** @throws ConfigException with every error of the file */
    public static MillraceConfig read(Path file, Map<String, String> environment) {
        return readAll(file, environment).config();
    }

    /** @throws ConfigException with every error of the text */
    public static MillraceConfig parse(String yaml, Map<String, String> environment) {
        return configured(YamlTree.of(yaml), environment).config();
    }

    private static Configured configured(Map<String, Object> tree, Map<String, String> environment) {
        Reading reading = Reading.of(environment);
        MillraceConfig config = millrace(tree, reading);
        while (reading.refusedMore()) { // a record names the first of its errors alone: without that, what is the next?
            millrace(tree, reading);
        }
        if (!reading.errors().isEmpty()) {
            throw new ConfigException(reading.errors());
        }
        return new Configured(config, reading.settings());
    }

    /** Every error of it. */
    static List<String> errors(Map<String, Object> tree) {
        Reading reading = Reading.of(Map.of());
        millrace(tree, reading);
        return reading.errors();
    }

    /** Every key that there is; {@code *} is a model's name. */
    static List<Setting> keys() {
        Reading reading = Reading.ofAllKeys();
        millrace(Map.of("models", Map.of("*", Map.of())), reading);
        return reading.settings();
    }

    private static MillraceConfig millrace(Map<String, Object> tree, Reading reading) {
        Section top = new Section("", tree, reading);
        KafkaConfig kafka = kafka(top.section("kafka"));
        HttpConfig http = http(top.section("http"));
        String instance = top.text("instance", top.has("instance") ? "" : hostName()); // which may take a while to find
        int threads = top.number("threads", 1);
        Duration commit = top.duration("commit", Duration.ofMillis(50));
        Duration checkpoint = top.duration("checkpoint", Duration.ofSeconds(5));
        boolean standby = top.flag("standby");
        TracingConfig tracing = tracing(top.section("tracing"));
        Section named = top.section("models");
        List<ModelConfig> models = named.keys().stream()
                .sorted()
                .map(name -> model(name, named.section(name)))
                .toList();
        return top.build(
                () -> new MillraceConfig(kafka, http, instance, threads, commit, checkpoint, standby, models, tracing),
                null);
    }

    private static KafkaConfig kafka(Section section) {
        Map<String, String> client = new HashMap<>();
        Stream.concat(section.keys().stream(), KAFKA_FROM_ENVIRONMENT.stream())
                .filter(key -> !OWN_KAFKA_KEYS.contains(key))
                .filter(section::has)
                .forEach(key -> client.put(key, section.text(key)));
        String groupId = section.text("group.id", KafkaConfig.LOCAL.groupId());
        boolean embeds = section.has("embedded") || !client.containsKey(KafkaConfig.BOOTSTRAP);
        Optional<EmbeddedConfig> embedded =
                embeds ? Optional.of(embedded(section.section("embedded"))) : Optional.empty();
        TopicConfig topics = topics(section.section("topics"));
        return section.build(() -> new KafkaConfig(client, groupId, embedded, topics), KafkaConfig.LOCAL);
    }

    private static EmbeddedConfig embedded(Section section) {
        EmbeddedConfig otherwise = EmbeddedConfig.DEFAULT;
        int port = section.number("port", otherwise.port());
        String directory = section.text("directory", otherwise.directory().toString());
        return section.build(() -> new EmbeddedConfig(port, Path.of(directory)), otherwise);
    }

    private static TopicConfig topics(Section section) {
        TopicConfig otherwise = TopicConfig.DEFAULT;
        int partitions = section.number("partitions", otherwise.partitions());
        int replication = section.number("replication", otherwise.replication());
        return section.build(() -> new TopicConfig(partitions, replication), otherwise);
    }

    private static HttpConfig http(Section section) {
        int port = section.number("port", HttpConfig.DEFAULT.port());
        int managementPort = section.number("managementPort", HttpConfig.DEFAULT.managementPort());
        Optional<TlsConfig> tls = section.has("tls") ? Optional.of(tls(section.section("tls"))) : Optional.empty();
        AuthConfig auth = auth(section.section("auth"));
        LimitsConfig limits = limits(section.section("limits"));
        return section.build(() -> new HttpConfig(port, managementPort, tls, auth, limits), HttpConfig.DEFAULT);
    }

    private static TlsConfig tls(Section section) {
        Path certificate = Path.of(section.text("certificate"));
        Path key = Path.of(section.text("key"));
        return section.build(() -> new TlsConfig(certificate, key), new TlsConfig(certificate, key));
    }

    private static AuthConfig auth(Section section) {
        Optional<String> inFile = section.fileText("tokenFile");
        Optional<AuthConfig.Token> token = section.secret("token")
                .or(() -> inFile)
                .map(secret -> section.part(() -> new AuthConfig.Token(secret), null));
        Optional<AuthConfig.Jwt> jwt =
                section.has("jwt") ? Optional.ofNullable(jwt(section.section("jwt"))) : Optional.empty();
        return section.build(() -> new AuthConfig(token, jwt), AuthConfig.NONE);
    }

    private static AuthConfig.Jwt jwt(Section section) {
        Path key = Path.of(section.text("key"));
        String algorithm = section.text("algorithm", "RS256");
        Optional<String> issuer = Optional.ofNullable(section.text("issuer", null));
        Optional<String> audience = Optional.ofNullable(section.text("audience", null));
        return section.build(() -> new AuthConfig.Jwt(key, algorithm, issuer, audience), null);
    }

    private static LimitsConfig limits(Section section) {
        LimitsConfig otherwise = LimitsConfig.DEFAULT;
        int bodyBytes = section.number("bodyBytes", otherwise.bodyBytes());
        int headerBytes = section.number("headerBytes", otherwise.headerBytes());
        int connections = section.number("connections", otherwise.connections());
        int watchers = section.number("watchers", otherwise.watchers());
        Duration patience = section.duration("patience", otherwise.patience());
        return section.build(
                () -> new LimitsConfig(bodyBytes, headerBytes, connections, watchers, patience), otherwise);
    }

    private static TracingConfig tracing(Section section) {
        Optional<String> endpoint = Optional.ofNullable(section.text("endpoint", null));
        return section.build(() -> new TracingConfig(endpoint), TracingConfig.OFF);
    }

    private static ModelConfig model(String name, Section section) {
        ModelConfig.Input input = input(section.section("input"));
        ModelConfig.Output output = output(section.section("output"));
        ModelConfig.Predict predict = section.choice("predict", PREDICT, ModelConfig.Predict.NEXT);
        Optional<RetrainConfig> retrain =
                section.has("retrain") ? Optional.of(RetrainReader.read(section.section("retrain"))) : Optional.empty();
        Path file = Path.of(retrain.isPresent() ? section.text("file", "") : section.text("file"));
        Baseline usual = input.tokens().isPresent() ? Baseline.UNIGRAM : Baseline.CONSTANT_VELOCITY;
        Baseline baseline = section.choice("baseline", BASELINES, usual);
        SequenceConfig sequences = sequences(section);
        RoomConfig streams = room(section.section("streams"));
        ApiConfig api = api(section.section("api"));
        return section.build(
                () -> new ModelConfig(name, input, output, predict, file, baseline, sequences, streams, retrain, api),
                new ModelConfig("wrong", input, new ModelConfig.Output("wrong", 0), Path.of("wrong"), usual));
    }

    private static SequenceConfig sequences(Section section) {
        SequenceConfig otherwise = SequenceConfig.DEFAULT;
        Optional<Duration> idle = section.durationOrNever("idle", otherwise.idle());
        Time time = section.choice("time", TIMES, otherwise.time());
        Optional<Duration> gap = section.durationOrNever("gap", otherwise.gap());
        Optional<OrderConfig> order =
                section.has("order") ? Optional.of(order(section.section("order"))) : otherwise.order();
        Optional<String> forgotten = Optional.ofNullable(section.text("forgotten", null));
        return section.part(() -> new SequenceConfig(idle, time, gap, order, forgotten), otherwise);
    }

    private static OrderConfig order(Section section) {
        Optional<String> field = Optional.ofNullable(section.text("field", null));
        Duration wait = section.duration("wait", OrderConfig.WAIT);
        int most = section.number("most", OrderConfig.MOST);
        return section.build(
                () -> new OrderConfig(field, wait, most), new OrderConfig(field, OrderConfig.WAIT, OrderConfig.MOST));
    }

    private static RoomConfig room(Section section) {
        RoomConfig otherwise = RoomConfig.DEFAULT;
        Optional<Integer> memory = section.number("memory");
        Path directory = Path.of(section.text("directory", otherwise.directory().toString()));
        return section.build(() -> new RoomConfig(memory, directory), otherwise);
    }

    private static ApiConfig api(Section section) {
        ApiConfig otherwise = ApiConfig.DEFAULT;
        boolean durable = section.flag("durable");
        int sequences = section.number("sequences", otherwise.sequences());
        Duration batch = section.duration("batch", otherwise.batch());
        return section.build(() -> new ApiConfig(durable, sequences, batch), otherwise);
    }

    private static ModelConfig.Input input(Section section) {
        String topic = section.text("topic");
        Optional<ModelConfig.Tokens> tokens = Optional.ofNullable(section.choice("tokens", TOKENS, null));
        List<String> features = tokens.isPresent() ? section.texts("features", List.of()) : section.texts("features");
        int window = section.number("window", ModelConfig.Input.WINDOW);
        int longest = section.number("longest", Math.max(window, ModelConfig.Input.LONGEST));
        return section.build(
                () -> new ModelConfig.Input(topic, features, tokens, window, longest),
                new ModelConfig.Input("wrong", List.of("wrong")));
    }

    private static ModelConfig.Output output(Section section) {
        String topic = section.text("topic");
        int ahead = section.number("ahead", 0);
        int top = section.number("top", ModelConfig.Output.TOP);
        boolean running = section.flag("running");
        int steps = section.number("steps", ModelConfig.Output.STEPS);
        int beam = section.number("beam", 1);
        List<String> labels = section.texts("labels", List.of());
        return section.build(
                () -> new ModelConfig.Output(topic, ahead, top, running, steps, beam, labels),
                new ModelConfig.Output("wrong", 0));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
