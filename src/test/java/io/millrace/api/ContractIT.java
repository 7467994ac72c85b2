package io.millrace.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.MillraceProcess;
import io.millrace.encoding.TokenEncoding;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.ShapeModels;
import io.millrace.stream.StreamModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the description is called on a real service, and its answers are held against the description. */
class ContractIT {
    private static final String TOKEN = "0123456789abcdef-secret";
    private static final String ONE =
            "\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[3]}]}";

    @TempDir
    static Path folder;

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Set<String> CALLED = new TreeSet<>();

    private static EmbeddedBroker broker;
    private static MillraceProcess service;
    private static String base;
    private static OpenAPIContract contract;
    private static ResponseValidator validator;

    @BeforeAll
    static void aService() throws Exception {
        contract = join(OpenAPIContract.from(VERTX, description()).toCompletionStage());
        validator = ResponseValidator.create(VERTX, contract);
        broker = EmbeddedBroker.start();
        KerasModelFile.write(new KerasModel(ApiServer.sums("sum", "x").network(), "1"), folder.resolve("sum.h5"));
        StreamModel letters = ShapeModels.letters(TokenEncoding.Form.ONE_HOT);
        KerasModelFile.write(
                new KerasModel(letters.network(), "7").withEncoding(letters.encoding()), folder.resolve("text.h5"));
        Path config = folder.resolve("service.yaml");
        Files.writeString(config, """
                kafka: { bootstrap.servers: "%s", group.id: contract }
                http:
                  port: 0
                  managementPort: 0
                  auth: { token: "%s" }
                instance: one
                models:
                  sum:
                    input: { topic: numbers, features: [x] }
                    output: { topic: sums }
                    file: %s
                    retrain: { every: never, drift: false }
                  text:
                    input: { topic: letters, tokens: characters }
                    output: { topic: next }
                    file: %s
                """.formatted(
                        broker.bootstrapServers(), TOKEN, folder.resolve("sum.h5"), folder.resolve("text.h5")));
        service = MillraceProcess.start(folder.resolve("log"), "serve", "--config", config.toString());
        Matcher port = Pattern.compile("serving on (http://127.0.0.1:\\d+)/")
                .matcher(service.awaitLine(line -> line.contains("serving on")));
        assertTrue(port.find());
        base = port.group(1);
        Awaitility.await("readiness")
                .atMost(90, SECONDS)
                .until(() -> request("GET", "/v2/health/ready", null, null).statusCode() == 200);
    }

    /** The library holds the description against the schema of OpenAPI 3.1; it knows few media types, and these as texts. */
    private static JsonObject description() throws IOException {
        String yaml = Files.readString(Path.of("docs/openapi.yaml"))
                .replace("text/event-stream:", "text/plain:")
                .replace("application/yaml:", "text/plain:");
        return new JsonObject(new YAMLMapper().readTree(yaml).toString());
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
        broker.close();
        VERTX.close();
    }

    @Test
    void everyOperationAnswersAsItIsDescribed() throws Exception {
        theProtocol();
        ourOwn();
        commands();
        Set<String> described = contract.operations().stream()
                .map(Operation::getOperationId)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(described, CALLED);
        String log = Files.readString(folder.resolve("log"));
        assertTrue(!log.contains(TOKEN), "the log holds the token");
    }

    @Test
    void anAnswerThatIsNotAsDescribedIsFound() {
        ValidatableResponse wrong = ValidatableResponse.create(
                400, Map.of("content-type", "application/json"), Buffer.buffer("{\"error\":5}"), "application/json");
        assertThrows(
                CompletionException.class,
                () -> join(validator.validate(wrong, "infer").toCompletionStage()));
    }

    private static void theProtocol() throws Exception {
        call("serverMetadata", 200, "GET", "/v2", null);
        call("live", 200, "GET", "/v2/health/live", null);
        call("ready", 200, "GET", "/v2/health/ready", null);
        call("statistics", 200, "GET", "/v2/models/stats", null);
        for (String version : new String[] {"", "/versions/1"}) {
            String model = "/v2/models/sum" + version;
            boolean one = version.isEmpty();
            call(one ? "modelMetadata" : "versionMetadata", 200, "GET", model, null);
            call(one ? "modelReady" : "versionReady", 200, "GET", model + "/ready", null);
            String infer = one ? "infer" : "versionInfer";
            call(infer, 200, "POST", model + "/infer", "{" + ONE);
            call(
                    infer,
                    200,
                    "POST",
                    model + "/infer",
                    "{\"id\":\"a\",\"parameters\":{\"sequence_id\":5,\"sequence_start\":true}," + ONE);
            call(infer, 400, "POST", model + "/infer", "{\"parameters\":{\"sequence_id\":\"new\"}," + ONE);
            call(infer, 404, "POST", model.replace("sum", "som") + "/infer", "{" + ONE);
            call(one ? "modelStatistics" : "versionStatistics", 200, "GET", model + "/stats", null);
        }
        call(
                "infer",
                200,
                "POST",
                "/v2/models/text/infer",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"BYTES\",\"data\":[\"a\",\"b\"]}]}");
        call("modelMetadata", 200, "GET", "/v2/models/text", null);
        call("modelMetadata", 404, "GET", "/v2/models/nobody", null);
        call("repositoryIndex", 200, "POST", "/v2/repository/index", "{\"ready\":true}");
        call("repositoryIndex", 400, "POST", "/v2/repository/index", "[]");
        call("repositoryLoad", 501, "POST", "/v2/repository/models/sum/load", null);
        call("repositoryUnload", 501, "POST", "/v2/repository/models/sum/unload", null);
        hold("serverMetadata", 401, request("GET", "/v2", null, null));
        hold("serverMetadata", 401, request("GET", "/v2", null, "Bearer " + TOKEN + "x"));
    }

    private static void ourOwn() throws Exception {
        call("description", 200, "GET", "/openapi.yaml", null);
        call("listModels", 200, "GET", "/models", null);
        call("describeModel", 200, "GET", "/models/sum", null);
        call("describeModel", 404, "GET", "/models/som", null);
        HttpResponse<byte[]> path =
                call("forecast", 200, "POST", "/models/sum/forecast", "{\"points\":[{\"x\":1},[2]],\"ahead\":3}");
        assertEquals(
                "{\"n\":2,\"model\":\"sum\",\"version\":\"1\",\"point\":[2.0],\"prediction\":[3.0],\"ahead\":[[6.0],[12.0],[24.0]]}",
                text(path));
        call("forecast", 200, "POST", "/models/text/forecast", "{\"points\":[\"a\",\"b\"],\"ahead\":2}");
        HttpResponse<byte[]> wrong = call("forecast", 400, "POST", "/models/sum/forecast", "{\"points\":[[1],[1,2]]}");
        assertEquals("{\"error\":\"points[1]: WRONG_LENGTH: expected 1 numbers, found 2\"}", text(wrong));
        HttpResponse<byte[]> events =
                call("generate", 200, "POST", "/models/text/generate", "{\"prime\":\"a\",\"length\":5,\"seed\":3}");
        assertEquals(
                "text/event-stream", events.headers().firstValue("Content-Type").orElse(""));
        assertEquals(5, text(events).split("data: \\{\"token\"", -1).length - 1);
        assertTrue(text(events).contains("\n\nevent: end\ndata: {\"text\":\""), text(events));
        HttpResponse<byte[]> whole = CLIENT.send(
                authorized("POST", "/models/text/generate", "{\"prime\":\"a\",\"length\":5,\"seed\":3}")
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        hold("generate", 200, whole);
        assertTrue(text(events).contains(text(whole)), text(whole));
        call("generate", 400, "POST", "/models/sum/generate", "{}");
        call("generate", 400, "POST", "/models/text/generate", "{\"prime\":\"Z\"}");
    }

    private static void commands() throws Exception {
        try (PointSender sender = PointSender.to(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                "numbers",
                new io.millrace.codec.PointJson(java.util.List.of("x")))) {
            sender.send("some stream", new double[] {1});
        }
        Awaitility.await("the stream")
                .atMost(60, SECONDS)
                .until(() -> request("GET", "/streams/sum/some%20stream", null, "Bearer " + TOKEN)
                                .statusCode()
                        == 200);
        call("readStream", 200, "GET", "/streams/sum/some%20stream", null);
        call("readStream", 404, "GET", "/streams/sum/another", null);
        call("forgetStream", 200, "DELETE", "/streams/sum/some%20stream", null);
        call("forgetStream", 404, "DELETE", "/streams/sum/some%20stream", null);
        call("retrain", 409, "POST", "/models/text/retrain", null);
        Awaitility.await("the retrainer's seat").atMost(60, SECONDS).until(() -> {
            HttpResponse<byte[]> upload = CLIENT.send(
                    authorized("PUT", "/models/sum/file", null)
                            .method("PUT", HttpRequest.BodyPublishers.ofFile(folder.resolve("sum.h5")))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            hold("publishModel", upload.statusCode(), upload);
            return upload.statusCode() == 202;
        });
        Awaitility.await("the next version").atMost(60, SECONDS).until(() -> text(call(
                        "describeModel", 200, "GET", "/models/sum", null))
                .contains("\"version\":\"2\""));
        call("infer", 200, "POST", "/v2/models/sum/versions/2/infer", "{\"parameters\":{\"sequence_id\":5}," + ONE);
        call("publishModel", 409, "PUT", "/models/sum/file", "no model");
        call("rollback", 400, "POST", "/models/sum/rollback", null);
        call("rollback", 409, "POST", "/models/sum/rollback?version=77", null);
        call("rollback", 202, "POST", "/models/sum/rollback?version=2", null);
        call("endTraining", 409, "DELETE", "/models/text/retrain", null);
        call("endTraining", 409, "DELETE", "/models/sum/retrain", null);
        call("retrain", 202, "POST", "/models/sum/retrain", null);
    }

    private static HttpResponse<byte[]> call(String operation, int status, String method, String path, String body)
            throws Exception {
        HttpResponse<byte[]> response = request(method, path, body, "Bearer " + TOKEN);
        hold(operation, status, response);
        return response;
    }

    /** Fails where the answer is not what the description says of the operation. */
    private static void hold(String operation, int status, HttpResponse<byte[]> response) throws Exception {
        String answered = operation + " answered " + response.statusCode() + " " + text(response);
        assertEquals(status, response.statusCode(), answered);
        CALLED.add(operation);
        String type = response.headers().firstValue("Content-Type").orElse(null);
        if (type == null || type.startsWith("application/json")) {
            ValidatableResponse validatable = type == null
                    ? ValidatableResponse.create(status)
                    : ValidatableResponse.create(
                            status, Map.of("content-type", type), Buffer.buffer(response.body()), type);
            try {
                join(validator.validate(validatable, operation).toCompletionStage());
            } catch (RuntimeException e) {
                throw new AssertionError(answered, e);
            }
        }
    }

    private static HttpRequest.Builder authorized(String method, String path, String body) {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(URI.create(base + path))
                .method(method, publisher)
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static HttpResponse<byte[]> request(String method, String path, String body, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = authorized(method, path, body);
        request = authorization == null
                ? HttpRequest.newBuilder(URI.create(base + path)).method(method, HttpRequest.BodyPublishers.noBody())
                : request.setHeader("Authorization", authorization);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, SECONDS).join();
    }
}
