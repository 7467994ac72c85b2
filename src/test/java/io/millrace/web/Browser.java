package io.millrace.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page in a headless Chromium, driven over its DevTools protocol: no driver and no library to install. */
public final class Browser implements AutoCloseable {
    public static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://127\\.0\\.0\\.1:(\\d+)/.*");
    private static final int LARGEST_ANSWER = 32 << 20;

    private final Process process;
    private final HttpClient http;
    private final WebSocketClient webSockets; // a client that nobody holds is closed when it is collected
    private final WebSocket page;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, Promise<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    public Browser(Vertx vertx, Path profile) throws IOException {
        process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile.toAbsolutePath())
                .redirectErrorStream(true)
                .start();
        http = vertx.createHttpClient();
        webSockets = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(LARGEST_ANSWER).setMaxMessageSize(LARGEST_ANSWER));
        page = open(port());
        page.textMessageHandler(this::received);
        send("Runtime.enable", new JsonObject());
        send("Log.enable", new JsonObject());
        send("Page.enable", new JsonObject());
        send("Performance.enable", new JsonObject());
        send("Emulation.setScrollbarsHidden", new JsonObject().put("hidden", true));
    }

    private int port() throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.matches()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new IOException("chromium ended before it listened");
    }

    private WebSocket open(int port) {
        return done(http.request(HttpMethod.PUT, port, "127.0.0.1", "/json/new?about:blank")
                .compose(request -> request.send())
                .compose(response -> response.body())
                .map(body -> body.toJsonObject().getString("webSocketDebuggerUrl"))
                .compose(url -> webSockets.connect(new WebSocketConnectOptions().setAbsoluteURI(url))));
    }

    private void received(String text) {
        JsonObject message = new JsonObject(text);
        if (message.containsKey("id")) {
            waiting.remove(message.getInteger("id")).complete(message);
            return;
        }
        JsonObject params = message.getJsonObject("params");
        switch (message.getString("method")) {
            case "Runtime.exceptionThrown" -> complaints.add(params.encode());
            case "Log.entryAdded" -> complaint(params.getJsonObject("entry"), "level");
            case "Runtime.consoleAPICalled" -> complaint(params, "type");
            default -> {}
        }
    }

    private void complaint(JsonObject entry, String level) {
        if (List.of("error", "warning").contains(entry.getString(level))) {
            complaints.add(entry.encode());
        }
    }

    /** Errors and warnings of the page so far, its content policy's among them. */
    public List<String> complaints() {
        return complaints;
    }

    public void go(String url) {
        send("Page.navigate", new JsonObject().put("url", url));
    }

    /** Sets the size of the window and light or dark. */
    public void look(int width, int height, String scheme) {
        send(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
        JsonObject feature =
                new JsonObject().put("name", "prefers-color-scheme").put("value", scheme);
        send("Emulation.setEmulatedMedia", new JsonObject().put("features", new JsonArray().add(feature)));
    }

    /** The value of a JavaScript expression. */
    public Object value(String expression) {
        JsonObject result = send(
                "Runtime.evaluate",
                new JsonObject()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (result.containsKey("exceptionDetails")) {
            throw new IllegalStateException(result.encode());
        }
        return result.getJsonObject("result").getValue("value");
    }

    public String text(String selector) {
        return String.valueOf(value("document.querySelector('" + selector + "')?.textContent ?? ''"));
    }

    /** Presses a key, by its name: Tab, ArrowDown, Enter. */
    public void press(String key) {
        int code = Map.of("Tab", 9, "Enter", 13, "ArrowUp", 38, "ArrowDown", 40).get(key);
        for (String type : List.of("rawKeyDown", "keyUp")) {
            send(
                    "Input.dispatchKeyEvent",
                    new JsonObject()
                            .put("type", type)
                            .put("key", key)
                            .put("code", key)
                            .put("windowsVirtualKeyCode", code));
        }
    }

    /** What the page's main thread has taken so far, drawing and its raster among it. */
    public double busyMillis() {
        return send("Performance.getMetrics", new JsonObject()).getJsonArray("metrics").stream()
                .map(JsonObject.class::cast)
                .filter(metric -> metric.getString("name").equals("TaskDuration"))
                .mapToDouble(metric -> 1000 * metric.getDouble("value"))
                .sum();
    }

    /** Bytes that the page's scripts hold, after a collection. */
    public long heap() {
        send("HeapProfiler.collectGarbage", new JsonObject());
        return send("Runtime.getHeapUsage", new JsonObject()).getLong("usedSize");
    }

    /** Violations of accessibility rules that axe-core calls serious or critical, each with its place. */
    public List<String> inaccessible() {
        String axe = "axe.min.js";
        try (InputStream in = Browser.class.getClassLoader().getResourceAsStream(axe)) {
            value(new String(Objects.requireNonNull(in, axe).readAllBytes(), StandardCharsets.UTF_8) + ";0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ((List<?>) ((JsonArray) value("axe.run(document, {resultTypes: ['violations']}).then(found =>"
                                + " found.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                                + ".flatMap(v => v.nodes.map(n => v.id + ' ' + n.target + ' ' + n.failureSummary)))"))
                        .getList())
                .stream().map(String::valueOf).toList();
    }

    public void screenshot(Path file) throws IOException {
        String data = send("Page.captureScreenshot", new JsonObject().put("captureBeyondViewport", true))
                .getString("data");
        Files.write(file, Base64.getDecoder().decode(data));
    }

    private JsonObject send(String method, JsonObject params) {
        int id = lastId.incrementAndGet();
        Promise<JsonObject> answer = Promise.promise();
        waiting.put(id, answer);
        page.writeTextMessage(new JsonObject()
                .put("id", id)
                .put("method", method)
                .put("params", params)
                .encode());
        JsonObject message = done(answer.future());
        if (message.containsKey("error")) {
            throw new IllegalStateException(method + ": " + message.encode());
        }
        return message.getJsonObject("result");
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        done(Future.join(webSockets.close(), http.close()));
    }
}
