package io.millrace.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Properties;

/**
 * The page at {@code /}, uPlot at {@code /uplot/}, and the WebSocket at {@code /live}. Everything comes from the class path:
 * the page loads nothing from elsewhere, and its policy forbids it.
 */
public final class LiveServer {
    private static final int LARGEST_REQUEST = 64 * 1024; // bytes of a client's frame
    private static final int WRITE_BUFFER = 64 * 1024; // bytes on the way to a client before predictions wait
    private static final int PING_SECONDS = 20;

    private final Vertx vertx;
    private final LiveHub hub;

    public LiveServer(Vertx vertx, LiveHub hub) {
        this.vertx = vertx;
        this.hub = hub;
    }

    public static HttpServerOptions options() {
        return new HttpServerOptions()
                .setCompressionSupported(true)
                .setMaxWebSocketFrameSize(LARGEST_REQUEST)
                .setMaxWebSocketMessageSize(LARGEST_REQUEST)
                .setPerMessageWebSocketCompressionSupported(false) // a few hundred bytes a frame: time for nothing
                .setPerFrameWebSocketCompressionSupported(false)
                .setReadIdleTimeout(3 * PING_SECONDS); // nobody answers pings there any more
    }

    public Router router() {
        Router router = Router.router(vertx);
        router.get("/live").handler(this::upgrade);
        router.route().handler(LiveServer::protect);
        router.get("/uplot/*").handler(resources("META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist"));
        router.get().handler(resources("web"));
        return router;
    }

    private static StaticHandler resources(String root) {
        return StaticHandler.create(FileSystemAccess.RELATIVE, root).setCachingEnabled(false);
    }

    private static void protect(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'self'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        context.next();
    }

    private void upgrade(RoutingContext context) {
        String origin = context.request().getHeader("Origin");
        if (hub.mostClients() == 0) {
            context.response().setStatusCode(404).end("no clients here: http.limits.watchers is 0\n");
        } else if (!sameHost(origin, context.request().getHeader("Host"))) {
            context.response().setStatusCode(403).end("Origin: expected this host, found " + origin + "\n");
        } else if (hub.crowded()) {
            context.response().setStatusCode(503).end("clients: expected fewer than " + hub.mostClients() + "\n");
        } else {
            upgrade(context, context.request().getParam("slow"));
        }
    }

    private void upgrade(RoutingContext context, String slow) {
        try {
            WhenSlow policy = WhenSlow.parse(slow);
            context.request()
                    .toWebSocket()
                    .onSuccess(socket -> serve(socket, policy))
                    .onFailure(context::fail);
        } catch (IllegalArgumentException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
        }
    }

    private void serve(ServerWebSocket socket, WhenSlow policy) {
        socket.setWriteQueueMaxSize(WRITE_BUFFER);
        LiveClient client = hub.connect(outlet(socket), policy);
        long pings = vertx.setPeriodic(PING_SECONDS * 1_000L, id -> {
            if (!socket.isClosed()) {
                socket.writePing(Buffer.buffer("millrace"));
            }
        });
        socket.textMessageHandler(frame -> hub.receive(client, frame));
        socket.drainHandler(drained -> client.drain());
        socket.exceptionHandler(failure -> socket.close());
        socket.closeHandler(closed -> {
            vertx.cancelTimer(pings);
            hub.disconnect(client);
        });
    }

    private static LiveClient.Outlet outlet(ServerWebSocket socket) {
        return new LiveClient.Outlet() {
            @Override
            public boolean full() {
                return socket.isClosed() || socket.writeQueueFull(); // closed: until the hub hears of it
            }

            @Override
            public void send(String frame) {
                socket.writeTextMessage(frame);
            }

            @Override
            public void close(short code, String reason) {
                socket.close(code, reason);
            }
        };
    }

    /**
     * Whether a browser's page comes from here: other sites' pages must not read along. The scheme is left out, since a proxy
     * may end TLS; programs send no Origin and may.
     */
    static boolean sameHost(String origin, String host) {
        if (origin == null) {
            return true;
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String uplotVersion() {
        String file = "META-INF/maven/org.webjars.npm/uplot/pom.properties";
        try (InputStream in = LiveServer.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(
                        "class path: expected " + file + ", found nothing; is the webjar there?");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
