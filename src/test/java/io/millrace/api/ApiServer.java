package io.millrace.api;

import io.millrace.config.ApiConfig;
import io.millrace.config.HttpConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.RoomConfig;
import io.millrace.config.SequenceConfig;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamTask;
import io.millrace.web.LiveModel;
import io.millrace.web.LiveSettings;
import io.millrace.web.LiveStatus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** The API of some models on a port of its own, and callers that send what they are told, byte by byte. */
final class ApiServer implements AutoCloseable {
    static final int MOST_BYTES = 1 << 20;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    ApiServer(List<ApiModel> models) {
        this(models, HttpConfig.DEFAULT);
    }

    ApiServer(List<ApiModel> models, HttpConfig http) {
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        Edge edge = new Edge(vertx, http);
                        Router router = Router.router(vertx);
                        edge.mount(router);
                        new Api(vertx, new ApiSettings(models, Kernels.best(), Map.of()), edge).mount(router);
                        server = edge.guard(vertx.createHttpServer(edge.options(new HttpServerOptions())), router);
                        return server.listen(0, "127.0.0.1");
                    }
                })
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    int port() {
        return server.actualPort();
    }

    /** A model that adds up what comes, each feature by itself: SimpleRNN, linear, both kernels the identity. */
    static StreamModel sums(String name, String... features) {
        int n = features.length;
        Layer rnn = new RecurrentLayer.SimpleRnn("rnn", n, Activation.LINEAR, false, true);
        float[] identities = new float[2 * n * n];
        for (int i = 0; i < n; i++) {
            identities[i * n + i] = 1;
            identities[n * n + i * n + i] = 1;
        }
        SequenceModel network = new SequenceModel(new Weights(new Architecture(n, List.of(rnn)), identities));
        return new StreamModel(new ModelVersion(name, "1"), network, PointEncoding.unscaled(List.of(features)));
    }

    static ApiModel model(StreamModel model) {
        return model(
                model, StreamSettings.next(0, Baseline.CONSTANT_POSITION), ApiConfig.DEFAULT, SequenceConfig.DEFAULT);
    }

    static ApiModel model(StreamModel model, StreamSettings settings, ApiConfig api, SequenceConfig sequences) {
        Champion champion = Champion.forGood(new StreamTask(model, settings));
        return new ApiModel(
                config(model, api, sequences), () -> Optional.of(champion), () -> true, List.of(), Optional.empty());
    }

    private static ModelConfig config(StreamModel model, ApiConfig api, SequenceConfig sequences) {
        boolean tokens = model.encoding() instanceof TokenEncoding;
        ModelConfig.Input input = tokens
                ? new ModelConfig.Input("in", ModelConfig.Tokens.CHARACTERS)
                : new ModelConfig.Input("in", ((PointEncoding) model.encoding()).features());
        return new ModelConfig(
                model.id().name(),
                input,
                new ModelConfig.Output("out", 0),
                ModelConfig.Predict.NEXT,
                Path.of("file.h5"),
                tokens ? ModelConfig.Baseline.UNIGRAM : ModelConfig.Baseline.CONSTANT_VELOCITY,
                sequences,
                RoomConfig.DEFAULT,
                Optional.empty(),
                api);
    }

    /** A page without a broker. */
    static LiveSettings live(List<LiveModel> models) {
        return new LiveSettings(
                models,
                Map.of("bootstrap.servers", "127.0.0.1:1", "reconnect.backoff.ms", "5000"),
                Optional.empty(),
                model -> new LiveStatus(0, 0, 0, OptionalDouble.empty()));
    }

    Connection connect() throws IOException {
        return new Connection(port());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** An answer as it came: the head as text, the body as bytes. */
    record Reply(String head, byte[] body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** A connection that stays open from one request to the next. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        Reply get(String path) throws IOException {
            return send("GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n", new byte[0]);
        }

        Reply post(String path, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return send("POST " + path + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + bytes.length + "\r\n\r\n", bytes);
        }

        Reply send(String head, byte[] body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            all.writeBytes(body);
            socket.getOutputStream().write(all.toByteArray());
            return read();
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        Reply read() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed after: " + head);
                }
                head.append((char) next);
            }
            String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
            int at = lower.indexOf("content-length: ");
            int start = lower.lastIndexOf("\r\ncontent-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(lower.substring(start + 18, lower.indexOf("\r\n", start + 2)));
            return new Reply(head.toString(), in.readNBytes(length));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
