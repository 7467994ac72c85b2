package io.millrace.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.api.ApiServer.Connection;
import io.millrace.api.ApiServer.Reply;
import io.millrace.config.AuthConfig;
import io.millrace.config.HttpConfig;
import io.millrace.config.LimitsConfig;
import io.millrace.encoding.TokenEncoding;
import io.millrace.stream.ShapeModels;
import io.millrace.stream.StreamModel;
import io.millrace.verticle.LiveVerticle;
import io.millrace.web.LiveModel;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Malformed requests and frames, {@code -Dmillrace.fuzz=50000} of them, from {@code -Dmillrace.fuzz.seed}: none is answered by an
 * error of ours, none hangs, nothing grows, and in the end all works as before.
 */
class FuzzIT {
    private static final int COUNT = Integer.getInteger("millrace.fuzz", 2_500);
    private static final long SEED = Long.getLong("millrace.fuzz.seed", 20_261_123);
    private static final long MOST_GROWTH = 24L << 20; // bytes of heap, after a collection
    private static final LimitsConfig LIMITS = new LimitsConfig(64 << 10, 8 << 10, 200, 200, Duration.ofSeconds(10));

    private static final String[] BODIES = {
        "{\"id\":\"r0\",\"parameters\":{\"sequence_id\":42,\"sequence_start\":true,\"sequence_end\":true,\"binary_data_output\":false},"
                + "\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1.5]}],\"outputs\":[{\"name\":"
                + "\"prediction\",\"parameters\":{\"binary_data\":true}}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2,1],\"datatype\":\"INT64\",\"data\":[[[1],[2]],[[3],[4]]]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"BYTES\",\"data\":[\"a\",\"b\",\"c\"]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}",
        "{\"points\":[{\"x\":1},[2]],\"ahead\":3}",
        "{\"prime\":\"ab\",\"length\":3,\"temperature\":0.5,\"topK\":2,\"topP\":0.9,\"seed\":4}",
        "{\"ready\":true}",
    };
    private static final String[] PATHS = {
        "/v2/models/sum/infer",
        "/v2/models/shape/infer",
        "/v2/models/sum/versions/1/infer",
        "/v2/models/sum/infer",
        "/models/sum/forecast",
        "/models/shape/forecast",
        "/models/shape/generate",
        "/v2/repository/index",
        "/v2/models/%00%ff/infer",
        "/v2/models/sum/stats",
        "/models/sum/file",
        "/streams/sum/%f0%9f",
        "/models/../v2",
        "/v2//models",
    };
    private static final String[] WEIRD = {
        "null",
        "true",
        "-1",
        "1e400",
        "1e38",
        "-0.0",
        "99999999999999999999999999",
        "0.1e-400",
        "\"\"",
        "\"\\ud800\"",
        "[]",
        "{}",
        "[[[]]]",
        "[null]",
        "{\"a\":{\"b\":[{}]}}",
        "\"" + "y".repeat(3_000) + "\"",
        "[" + "1,".repeat(2_000) + "1]",
        "NaN",
        "18446744073709551616",
        "2147483648",
        "[".repeat(1_500),
        "\"\\u0000\"",
    };

    private final Random random = new Random(SEED);

    @Test
    void requestsThatAreNoneDoNoHarm() throws Exception {
        StreamModel letters = ShapeModels.letters(TokenEncoding.Form.IDS);
        List<ApiModel> models = List.of(ApiServer.model(ApiServer.sums("sum", "x")), ApiServer.model(letters));
        try (ApiServer server =
                new ApiServer(models, new HttpConfig(0, 0, Optional.empty(), AuthConfig.NONE, LIMITS))) {
            int count = COUNT * 4 / 5;
            int[] statuses = new int[600];
            long before = 0;
            Connection connection = server.connect();
            for (int i = 0; i < count; i++) {
                if (i == count / 4) {
                    before = heap();
                }
                if (random.nextInt(8) == 0) {
                    raw(server.port(), mutated(head("POST", PATHS[0], BODIES[0].length()) + BODIES[0]));
                    continue;
                }
                byte[] body = body();
                String head = head(random.nextInt(10) == 0 ? "PUT" : "POST", path(), body.length);
                try {
                    Reply reply = connection.send(head, body);
                    statuses[reply.status()]++;
                    assertTrue(
                            reply.status() < 500 || reply.status() == 501,
                            () -> "seed " + SEED + ": " + head + new String(body, StandardCharsets.UTF_8) + "\n"
                                    + reply.head() + reply.text());
                    if (reply.head().contains("chunked")
                            || reply.head().toLowerCase(java.util.Locale.ROOT).contains("connection: close")) {
                        connection.close(); // a text came in pieces, or the server ends it
                        connection = server.connect();
                    }
                } catch (java.net.SocketTimeoutException e) {
                    throw new AssertionError("seed " + SEED + ", request " + i + " hangs: " + head, e);
                } catch (IOException e) {
                    connection.close(); // too large: answered and closed while it was still being written
                    connection = server.connect();
                }
            }
            long growth = heap() - before;
            System.out.printf(
                    "%d requests, seed %d: %d answered 200, %d 4xx, %d 501; heap %+d KiB%n",
                    count, SEED, statuses[200], sum(statuses, 400, 500), statuses[501], growth >> 10);
            assertTrue(growth < MOST_GROWTH, growth + " bytes more than after a quarter");
            connection.close();
            try (Connection fresh = server.connect()) {
                double sum = 0;
                for (int i = 1; i <= 9; i++) {
                    sum = InferenceProtocolIT.infer(fresh, "77", i, i == 1, i == 9);
                }
                assertEquals(45, sum);
            }
        }
    }

    @Test
    void framesThatAreNoneDoNoHarm() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            LiveVerticle live = new LiveVerticle(
                    "127.0.0.1",
                    new HttpConfig(0, 0, Optional.empty(), AuthConfig.NONE, LIMITS),
                    ApiServer.live(List.of(new LiveModel("ball", "predictions", List.of("x"), "", ""))),
                    ApiSettings.none());
            vertx.deployVerticle(live).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            int frames = 0;
            long before = 0;
            while (frames < COUNT / 5) {
                if (frames >= COUNT / 20 && before == 0) {
                    before = heap();
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.writeBytes(("GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                int some = 1 + random.nextInt(10);
                for (int i = 0; i < some; i++) {
                    bytes.writeBytes(frame());
                }
                frames += some;
                raw(live.port(), bytes.toByteArray());
            }
            long growth = heap() - before;
            System.out.printf("%d frames, seed %d: heap %+d KiB%n", frames, SEED, growth >> 10);
            assertTrue(growth < MOST_GROWTH, growth + " bytes more than after a quarter");
            org.awaitility.Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> live.count().clients() == 0);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    /** Sends what is no whole request, perhaps, and waits until the server is done with it. */
    private static void raw(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(!answer.startsWith("HTTP/1.1 5") || answer.startsWith("HTTP/1.1 501"), answer);
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError(
                        "seed " + SEED + " hangs: " + new String(bytes, StandardCharsets.ISO_8859_1), e);
            } catch (IOException e) {
                return; // the server has hung up: it may
            }
        }
    }

    private String path() {
        return PATHS[random.nextInt(PATHS.length)];
    }

    private String head(String method, String path, int length) {
        String json = random.nextInt(3) > 0
                ? ""
                : "Inference-Header-Content-Length: "
                        + List.of(
                                        "0",
                                        "10",
                                        "-1",
                                        "99999999999",
                                        "x",
                                        Integer.toString(length),
                                        Integer.toString(Math.max(0, length - 4)))
                                .get(random.nextInt(7))
                        + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nhost: x\r\n" + json + "content-length: " + length + "\r\n\r\n";
    }

    private byte[] body() {
        String body = BODIES[random.nextInt(BODIES.length)];
        switch (random.nextInt(4)) {
            case 0:
                return mutated(body);
            case 1:
                return weird(body).getBytes(StandardCharsets.UTF_8);
            case 2:
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.writeBytes(weird(body).getBytes(StandardCharsets.UTF_8));
                both.writeBytes(noise);
                return both.toByteArray();
            default:
                return random.nextInt(50) == 0 ? new byte[70_000] : mutated(weird(body));
        }
    }

    /** One value is another. */
    private String weird(String body) {
        java.util.regex.Matcher values = java.util.regex.Pattern.compile(
                        "(?<=[:,\\[])(\"[^\"]*\"(?!:)|[0-9.]+|true|false|\\[|\\{)")
                .matcher(body);
        List<java.util.regex.MatchResult> found = values.results().toList();
        java.util.regex.MatchResult one = found.get(random.nextInt(found.size()));
        return body.substring(0, one.start()) + WEIRD[random.nextInt(WEIRD.length)] + body.substring(one.end());
    }

    private byte[] mutated(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 2; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = java.util.Arrays.copyOf(bytes, at + 1);
                case 2 -> {
                    byte[] longer = new byte[bytes.length + 1];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    longer[at] = (byte) "{}[],:\"\\\r\n 0".charAt(random.nextInt(12));
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
                default -> {
                    byte[] shorter = new byte[bytes.length - 1];
                    System.arraycopy(bytes, 0, shorter, 0, at);
                    System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }

    /** RFC 6455, or nearly: any opcode, masked or not, with a length that may be wrong. */
    private byte[] frame() {
        byte[] payload = random.nextInt(20) == 0
                ? new byte[random.nextInt(70_000)]
                : mutated("{\"subscribe\":{\"model\":\"ball\",\"stream\":\"a\"}}");
        boolean masked = random.nextInt(10) > 0;
        int claimed = random.nextInt(10) == 0 ? random.nextInt(100_000) : payload.length;
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        int opcode = random.nextInt(3) == 0 ? random.nextInt(16) : 1;
        frame.put((byte) ((random.nextInt(8) == 0 ? random.nextInt(8) << 4 : 0x80) | opcode));
        int mask = masked ? 0x80 : 0;
        if (claimed < 126) {
            frame.put((byte) (mask | claimed));
        } else if (claimed < 65_536) {
            frame.put((byte) (mask | 126)).putShort((short) claimed);
        } else {
            frame.put((byte) (mask | 127)).putLong(random.nextInt(20) == 0 ? -1 : claimed);
        }
        byte[] key = new byte[4];
        random.nextBytes(key);
        if (masked) {
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (masked ? payload[i] ^ key[i % 4] : payload[i]));
        }
        return java.util.Arrays.copyOf(frame.array(), frame.position());
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int sum(int[] statuses, int from, int to) {
        return java.util.Arrays.stream(statuses, from, to).sum();
    }
}
