package io.millrace.api;

import io.millrace.config.ApiConfig;
import io.millrace.config.HttpConfig;
import io.millrace.config.SequenceConfig;
import io.millrace.encoding.PointEncoding;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamSettings;
import io.millrace.training.InitialWeights;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Single-step calls of sequences, each on a connection of its own, beside a plain Vert.x handler that parses the same JSON and
 * answers the same JSON: {@code ApiThroughput [connections] [rounds] [requests]}. Either server has one event loop. What counts is
 * the processor time of that thread for each request, so that a busy machine does no harm: its inverse is what one core can do.
 */
final class ApiThroughput {
    private static final String FEATURE_DATA =
            "\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":" + "[0.25,-1.5,0.125,3.0]}]}";

    private final Vertx clients = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final int connections;

    private ApiThroughput(int connections) {
        this.connections = connections;
        client = clients.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(connections));
    }

    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        int requests = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20_000;
        new ApiThroughput(connections).run(rounds, requests);
        System.exit(0);
    }

    private void run(int rounds, int requests) throws Exception {
        Server plain = Server.start(new Server(Server::answerPlainly, null));
        Server api = Server.start(new Server(null, modelA()));
        for (int warmUp = 0; warmUp < 4; warmUp++) {
            load(plain, requests);
            load(api, requests);
        }
        double[] ratios = new double[rounds];
        double[] plainMicros = new double[rounds];
        double[] apiMicros = new double[rounds];
        double[] apiRate = new double[rounds];
        double[] plainRate = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double[] p = load(plain, requests);
            double[] a = load(api, requests);
            plainMicros[round] = p[0];
            apiMicros[round] = a[0];
            plainRate[round] = p[1];
            apiRate[round] = a[1];
            ratios[round] = p[0] / a[0];
        }
        JsonObject statistics = statistics(api);
        double batch = (double) statistics.getLong("inference_count") / statistics.getLong("execution_count");
        System.out.printf(
                Locale.ROOT, "%d connections, %d rounds of %d requests each, medians%n", connections, rounds, requests);
        System.out.printf(
                Locale.ROOT, "%-34s %16s %22s %16s%n", "", "µs of its core", "requests/s of a core", "seen here/s");
        System.out.printf(
                Locale.ROOT,
                "%-34s %16.1f %22.0f %16.0f%n",
                "plain handler, same JSON",
                median(plainMicros),
                1e6 / median(plainMicros),
                median(plainRate));
        System.out.printf(
                Locale.ROOT,
                "%-34s %16.1f %22.0f %16.0f%n",
                "sequence calls, LSTM 4 to 32",
                median(apiMicros),
                1e6 / median(apiMicros),
                median(apiRate));
        System.out.printf(Locale.ROOT, "points in a step, on average       %.1f%n", batch);
        System.out.printf(Locale.ROOT, "ratio                              %.2f%n", median(ratios));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Microseconds of the server's thread for each request, and requests a second. */
    private double[] load(Server server, int requests) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        AtomicInteger left = new AtomicInteger(requests);
        AtomicLong answered = new AtomicLong();
        CompletableFuture<Void> all = new CompletableFuture<>();
        long cpu = threads.getThreadCpuTime(server.thread);
        long began = System.nanoTime();
        for (int connection = 0; connection < connections; connection++) {
            int id = connection + 1;
            clients.runOnContext(v -> next(server, id, left, answered, requests, all));
        }
        all.get(120, TimeUnit.SECONDS);
        double nanos = System.nanoTime() - began;
        double used = threads.getThreadCpuTime(server.thread) - cpu;
        return new double[] {used / 1e3 / requests, requests / (nanos / 1e9)};
    }

    private void next(
            Server server, int id, AtomicInteger left, AtomicLong answered, int requests, CompletableFuture<Void> all) {
        if (left.getAndDecrement() <= 0) {
            return;
        }
        boolean start = !server.begun[id];
        server.begun[id] = true;
        Buffer body = Buffer.buffer("{\"parameters\":{\"sequence_id\":" + id + ",\"sequence_start\":" + start
                + ",\"sequence_end\":false}," + FEATURE_DATA);
        client.request(HttpMethod.POST, server.port, "127.0.0.1", "/v2/models/a/infer")
                .compose(request -> request.send(body))
                .compose(response -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("status " + response.statusCode());
                    }
                    return response.body();
                })
                .onSuccess(answer -> {
                    if (answered.incrementAndGet() == requests) {
                        all.complete(null);
                    }
                    next(server, id, left, answered, requests, all);
                })
                .onFailure(all::completeExceptionally);
    }

    private JsonObject statistics(Server server) throws Exception {
        return client.request(HttpMethod.GET, server.port, "127.0.0.1", "/v2/models/a/stats")
                .compose(request -> request.send())
                .compose(response -> response.body())
                .map(body -> body.toJsonObject().getJsonArray("model_stats").getJsonObject(0))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static ApiModel modelA() {
        List<Layer> layers = List.of(
                new RecurrentLayer.Lstm("lstm", 32, Activation.TANH, Activation.SIGMOID, true, true),
                new Layer.Dense("dense", 4, Activation.LINEAR, true));
        SequenceModel network = new SequenceModel(InitialWeights.of(new Architecture(4, layers), 1));
        StreamModel model = new StreamModel(
                new ModelVersion("a", "1"), network, PointEncoding.unscaled(List.of("x", "y", "z", "w")));
        return ApiServer.model(
                model, StreamSettings.next(0, Baseline.CONSTANT_POSITION), ApiConfig.DEFAULT, SequenceConfig.DEFAULT);
    }

    /** A server with an event loop of its own. */
    private static final class Server extends VerticleBase {
        private final io.vertx.core.Handler<HttpServerRequest> plain;
        private final ApiModel model;
        private final boolean[] begun = new boolean[100_000];
        private long thread;
        private int port;

        Server(io.vertx.core.Handler<HttpServerRequest> plain, ApiModel model) {
            this.plain = plain;
            this.model = model;
        }

        static Server start(Server server) {
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
            vertx.deployVerticle(server)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            return server;
        }

        @Override
        public Future<?> start() {
            thread = Thread.currentThread().getId();
            HttpServer server;
            if (plain != null) {
                server = vertx.createHttpServer(new HttpServerOptions()).requestHandler(plain);
            } else {
                Edge edge = new Edge(vertx, HttpConfig.DEFAULT);
                Router router = Router.router(vertx);
                edge.mount(router);
                new Api(vertx, new ApiSettings(List.of(model), Kernels.best(), Map.of()), edge).mount(router);
                server = edge.guard(vertx.createHttpServer(edge.options(new HttpServerOptions())), router);
            }
            return server.listen(0, "127.0.0.1").onSuccess(listening -> port = listening.actualPort());
        }

        /** As anyone would write it. */
        private static void answerPlainly(HttpServerRequest request) {
            request.body().onSuccess(body -> {
                JsonObject asked = body.toJsonObject();
                JsonObject input = asked.getJsonArray("inputs").getJsonObject(0);
                JsonObject answer = new JsonObject()
                        .put("model_name", "a")
                        .put("model_version", "1")
                        .put(
                                "parameters",
                                new JsonObject()
                                        .put(
                                                "sequence_id",
                                                asked.getJsonObject("parameters")
                                                        .getLong("sequence_id"))
                                        .put("n", 1)
                                        .put("durable", false))
                        .put(
                                "outputs",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "prediction")
                                                .put("shape", input.getJsonArray("shape"))
                                                .put("datatype", "FP32")
                                                .put("data", input.getJsonArray("data"))));
                request.response().putHeader("Content-Type", "application/json").end(answer.toBuffer());
            });
        }
    }
}
