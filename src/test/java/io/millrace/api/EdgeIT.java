package io.millrace.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.api.ApiServer.Connection;
import io.millrace.api.ApiServer.Reply;
import io.millrace.config.AuthConfig;
import io.millrace.config.HttpConfig;
import io.millrace.config.LimitsConfig;
import io.millrace.config.TlsConfig;
import io.millrace.verticle.LiveVerticle;
import io.millrace.web.LiveModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers meet at the service's port. */
class EdgeIT {
    private static final String TOKEN = "a-token-of-twenty-ch";
    private static final AuthConfig BY_TOKEN =
            new AuthConfig(Optional.of(new AuthConfig.Token(TOKEN)), Optional.empty());
    private static final LimitsConfig TIGHT = new LimitsConfig(2_048, 2_048, 3, 3, Duration.ofSeconds(1));

    @TempDir
    Path folder;

    private static HttpConfig http(AuthConfig auth, LimitsConfig limits) {
        return new HttpConfig(0, 0, Optional.empty(), auth, limits);
    }

    private static ApiServer server(HttpConfig http) {
        return new ApiServer(List.of(ApiServer.model(ApiServer.sums("sum", "x"))), http);
    }

    @Test
    void tooMuchIsRefusedWithTheRightStatus() throws Exception {
        try (ApiServer server = server(http(AuthConfig.NONE, TIGHT))) {
            assertRefused(
                    server,
                    413,
                    "POST /v2/models/sum/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 3000\r\n\r\n" + "x".repeat(3000));
            assertRefused(server, 431, "GET /v2 HTTP/1.1\r\nhost: x\r\nlong: " + "x".repeat(3_000) + "\r\n\r\n");
            assertRefused(server, 414, "GET /v2?" + "x".repeat(5_000) + " HTTP/1.1\r\nhost: x\r\n\r\n");
            assertRefused(server, 400, "GARBAGE\r\n\r\n");
            assertRefused(
                    server,
                    415,
                    "POST /v2/models/sum/infer HTTP/1.1\r\nhost: x\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx");
        }
    }

    private static void assertRefused(ApiServer server, int status, String request) throws IOException {
        try (Connection connection = server.connect()) {
            Reply reply = connection.send(request, new byte[0]);
            assertEquals(status, reply.status(), reply.head());
            assertTrue(reply.text().startsWith("{\"error\":\""), reply.text());
        }
    }

    @Test
    void moreConnectionsThanAreTakenAreClosed() throws Exception {
        try (ApiServer server = server(http(AuthConfig.NONE, TIGHT))) {
            List<Connection> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(server.connect());
                assertEquals(200, open.get(i).get("/v2/health/live").status());
            }
            try (Connection fourth = server.connect()) {
                assertThrows(IOException.class, () -> fourth.get("/v2/health/live"));
            }
            open.remove(0).close();
            org.awaitility.Awaitility.await().until(() -> {
                try (Connection again = server.connect()) {
                    return again.get("/v2/health/live").status() == 200;
                } catch (IOException e) {
                    return false; // the other is not yet seen to have gone
                }
            });
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    /** A byte at a time: no read is idle, and yet the request never comes. */
    @Test
    void aRequestThatTakesTooLongEndsItsConnection() throws Exception {
        try (ApiServer server = server(http(AuthConfig.NONE, TIGHT))) {
            for (String head : List.of(
                    "GET /v2 HTTP/1.1\r\nhost: x\r\nslow: ",
                    "POST /v2/models/sum/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n")) {
                try (Connection connection = server.connect()) {
                    connection.write(head.getBytes(StandardCharsets.ISO_8859_1));
                    long began = System.nanoTime();
                    assertThrows(IOException.class, () -> {
                        while (System.nanoTime() - began < 30_000_000_000L) {
                            connection.write(new byte[] {'x'});
                            Thread.sleep(100); // the pace of a slow caller
                        }
                    });
                }
            }
        }
    }

    @Test
    void withoutTheTokenOnlyHealthAndThePageAreOpen() throws Exception {
        try (ApiServer server = server(http(BY_TOKEN, LimitsConfig.DEFAULT));
                Connection connection = server.connect()) {
            for (String path : List.of("/v2/health/live", "/v2/health/ready", "/openapi.yaml")) {
                assertEquals(200, connection.get(path).status(), path);
            }
            String body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";
            for (String authorization : List.of("", "Bearer", "Bearer " + TOKEN + "x", "Basic " + TOKEN, "Bearer a")) {
                Reply refused = post(connection, authorization, body);
                assertEquals(401, refused.status(), authorization);
                assertEquals(
                        "{\"error\":\"Authorization: expected Bearer and a token that is accepted here\"}",
                        refused.text());
                assertTrue(refused.head().contains("WWW-Authenticate: Bearer\r\n"), refused.head());
            }
            assertEquals(200, post(connection, "Bearer " + TOKEN, body).status());
            assertEquals(200, post(connection, "bearer " + TOKEN, body).status());
            assertEquals(401, connection.get("/v2/models/sum.js").status());
            assertEquals(401, connection.get("/models?access_token=" + TOKEN).status());
        }
    }

    private static Reply post(Connection connection, String authorization, String body) throws IOException {
        return connection.send(
                "POST /v2/models/sum/infer HTTP/1.1\r\nhost: x\r\nauthorization: " + authorization
                        + "\r\ncontent-length: " + body.length() + "\r\n\r\n",
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void withoutAnyAuthorizationNobodyChangesAnything() throws Exception {
        try (ApiServer server = server(HttpConfig.DEFAULT);
                Connection connection = server.connect()) {
            for (String request : List.of(
                    "DELETE /streams/sum/a",
                    "POST /models/sum/retrain",
                    "POST /models/sum/rollback?version=1",
                    "PUT /models/sum/file")) {
                Reply reply =
                        connection.send(request + " HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n", new byte[0]);
                assertEquals(403, reply.status(), request);
            }
        }
    }

    @Test
    void aSignedTokenOfTheRightIssuerPasses() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        KeyPair others = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path pem = folder.resolve("public.pem");
        Files.writeString(pem, pem("PUBLIC KEY", keys.getPublic().getEncoded()));
        AuthConfig auth = new AuthConfig(
                Optional.empty(),
                Optional.of(new AuthConfig.Jwt(pem, "RS256", Optional.of("us"), Optional.of("millrace"))));
        long later = System.currentTimeMillis() / 1000 + 600;
        String good = "{\"iss\":\"us\",\"aud\":\"millrace\",\"exp\":" + later + "}";
        try (ApiServer server = server(http(auth, LimitsConfig.DEFAULT));
                Connection connection = server.connect()) {
            String body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";
            assertEquals(
                    200, post(connection, "Bearer " + signed(keys, good), body).status());
            for (String token : List.of(
                    signed(others, good),
                    signed(keys, good.replace("\"us\"", "\"them\"")),
                    signed(keys, good.replace("millrace", "other")),
                    signed(keys, good.replace("\"exp\":" + later, "\"exp\":1")),
                    encode("{\"alg\":\"none\"}") + "." + encode(good) + ".",
                    "no token")) {
                assertEquals(401, post(connection, "Bearer " + token, body).status(), token);
            }
        }
    }

    private static String signed(KeyPair keys, String claims) throws Exception {
        String text = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encode(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    @Test
    void pemFilesMakeItHttps() throws Exception {
        Path store = folder.resolve("store.p12");
        int made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertEquals(0, made);
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        Files.writeString(
                folder.resolve("key.pem"),
                pem("PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded()));
        Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
        TlsConfig tls = new TlsConfig(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("a", keys.getCertificate("a"));
        trusted.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        try (ApiServer server = server(new HttpConfig(0, 0, Optional.of(tls), AuthConfig.NONE, LimitsConfig.DEFAULT))) {
            HttpResponse<String> reply = HttpClient.newBuilder()
                    .sslContext(context)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/v2"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, reply.statusCode());
            assertThrows(IOException.class, () -> {
                try (Connection plain = server.connect()) {
                    plain.get("/v2");
                }
            });
        }
    }

    @Test
    void theWebSocketAsksForTheTokenToo() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            LiveVerticle live = new LiveVerticle(
                    "127.0.0.1", http(BY_TOKEN, LimitsConfig.DEFAULT), ApiServer.live(List.of()), ApiSettings.none());
            vertx.deployVerticle(live).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            WebSocketClient sockets = vertx.createWebSocketClient();
            assertEquals(401, upgrade(sockets, live, "/live", ""));
            assertEquals(401, upgrade(sockets, live, "/live?access_token=another", ""));
            assertEquals(101, upgrade(sockets, live, "/live?access_token=" + TOKEN, ""));
            assertEquals(101, upgrade(sockets, live, "/live", "Bearer " + TOKEN));
            try (Connection page = new Connection(live.port())) {
                assertEquals(200, page.get("/").status());
                assertFalse(page.get("/live.js").text().isEmpty());
                assertEquals(401, page.get("/models").status());
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theWebSocketTakesAsManyAsItIsAllowed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            WebSocketClient sockets = vertx.createWebSocketClient();
            LiveVerticle one = live(vertx, 1);
            try (Connection page = new Connection(one.port())) {
                assertFalse(one.following(), "there is no broker to follow");
                WebSocketConnectOptions first = new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(one.port())
                        .setURI("/live");
                sockets.connect(first).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
                assertEquals(503, upgrade(sockets, one, "/live", ""));
                assertEquals(200, page.get("/").status());
            }
            LiveVerticle none = live(vertx, 0);
            assertEquals(404, upgrade(sockets, none, "/live", ""));
            assertTrue(none.following(), "as there is nobody to read for");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static LiveVerticle live(Vertx vertx, int watchers) throws Exception {
        LimitsConfig limits = new LimitsConfig(2_048, 2_048, 30, watchers, Duration.ofSeconds(30));
        LiveModel model = new LiveModel("ball", "out", List.of("x"), "m", "constant velocity");
        LiveVerticle live = new LiveVerticle(
                "127.0.0.1", http(AuthConfig.NONE, limits), ApiServer.live(List.of(model)), ApiSettings.none());
        vertx.deployVerticle(live).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return live;
    }

    private static int upgrade(WebSocketClient sockets, LiveVerticle live, String uri, String authorization) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(live.port())
                .setURI(uri);
        if (!authorization.isEmpty()) {
            options.addHeader("Authorization", authorization);
        }
        try {
            sockets.connect(options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join()
                    .close();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof UpgradeRejectedException refused) {
                return refused.getStatus();
            }
            throw e;
        }
    }
}
