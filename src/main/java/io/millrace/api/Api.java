package io.millrace.api;

import io.millrace.kafka.StreamMailbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTTP API on a router. Everything in it belongs to the event loop that it is made on. */
public final class Api {
    private static final String DESCRIPTION = "api/openapi.yaml";

    private final Vertx vertx;
    private final ApiSettings settings;
    private final Edge edge;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

    public Api(Vertx vertx, ApiSettings settings, Edge edge) {
        this.vertx = vertx;
        this.settings = settings;
        this.edge = edge;
        for (ApiModel model : settings.models()) {
            endpoints.put(
                    model.name(), new Endpoint(vertx, model, settings.kernels(), settings.kafka(), edge.patience()));
        }
    }

    /** Its routes; what they do not know is left to those behind them. */
    public void mount(Router router) {
        edge.takeBodies(router, "/v2/*");
        new V2Routes(endpoints).mount(router);
        Edge.takeBodies(router.put("/models/:model/file"), ModelRoutes.largestFile());
        edge.takeBodies(router, "/models/*");
        new ModelRoutes(vertx, endpoints, settings.kernels(), edge.patience(), edge::requireMayChange).mount(router);
        new StreamRoutes(mailboxes()).mount(router, edge::requireMayChange);
        Buffer description = description();
        new Replies.Path(router, "/openapi.yaml")
                .on(HttpMethod.GET, context -> context.response()
                        .putHeader("Content-Type", "application/yaml")
                        .end(description))
                .andNothingElse();
        List.of("/v2/*", "/models/*", "/streams/*")
                .forEach(path -> router.route(path).handler(context -> context.fail(404)));
    }

    private Map<String, List<StreamMailbox>> mailboxes() {
        return endpoints.values().stream()
                .collect(Collectors.toMap(endpoint -> endpoint.model().name(), endpoint -> endpoint.model()
                        .mailboxes()));
    }

    private static Buffer description() {
        try (InputStream in = Api.class.getClassLoader().getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IllegalStateException("class path: expected " + DESCRIPTION + ", found nothing");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Future<?> close() {
        return Future.join(endpoints.values().stream().map(Endpoint::close).toList());
    }
}
