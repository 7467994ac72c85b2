package io.millrace.api;

import io.millrace.config.AuthConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;

/**
 * Lets callers pass who bear the token, or a JSON Web Token that is signed as configured. Open without one are the page's own
 * files, which hold nothing of anybody's, the API's description, and the health of the service. A browser's WebSocket, which can
 * set no header, brings its token as {@code ?access_token=} (RFC 6750, 2.3).
 */
final class Authorization {
    private static final Set<String> OPEN =
            Set.of("/", "/index.html", "/openapi.yaml", "/v2/health/live", "/v2/health/ready", "/favicon.ico");
    private static final Set<String> FILES = Set.of(".js", ".css", ".svg", ".png", ".ico", ".html", ".map");
    private static final String BEARER = "Bearer ";
    private static final String LIVE = "/live";

    private interface Check {
        Future<?> accepts(String token);
    }

    private final AuthConfig auth;
    private final Check check;

    Authorization(Vertx vertx, AuthConfig auth) {
        this.auth = auth;
        check = auth.jwt()
                .map(jwt -> signed(vertx, jwt))
                .orElseGet(() -> auth.token().map(Authorization::same).orElse(token -> Future.succeededFuture()));
    }

    /** In a time that depends on neither token's text: both are hashed before they are compared. */
    private static Check same(AuthConfig.Token expected) {
        byte[] digest = sha256(expected.value());
        return token -> MessageDigest.isEqual(digest, sha256(token))
                ? Future.succeededFuture()
                : Future.failedFuture("another token");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private static Check signed(Vertx vertx, AuthConfig.Jwt jwt) {
        JWTOptions options = new JWTOptions().setAlgorithm(jwt.algorithm());
        jwt.issuer().ifPresent(options::setIssuer);
        jwt.audience().ifPresent(audience -> options.setAudience(List.of(audience)));
        JWTAuth checker = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .setJWTOptions(options)
                        .addPubSecKey(new PubSecKeyOptions()
                                .setAlgorithm(jwt.algorithm())
                                .setBuffer(read(jwt.key()))));
        return token -> checker.authenticate(new TokenCredentials(token));
    }

    private static String read(Path key) {
        try {
            return Files.readString(key);
        } catch (IOException e) {
            throw new IllegalArgumentException("http.auth.jwt.key: expected a PEM file, found " + e, e);
        }
    }

    void mount(Router router) {
        if (auth.required()) {
            router.route().handler(this::require);
        }
    }

    private void require(RoutingContext context) {
        String path = context.normalizedPath();
        if (OPEN.contains(path) || isFile(path)) {
            context.next();
            return;
        }
        String token = token(context, path);
        if (token == null) {
            refuse(context);
            return;
        }
        boolean waits = !path.equals(LIVE) && !context.request().isEnded();
        if (waits) {
            context.request().pause(); // its body, until somebody takes it
        }
        check.accepts(token).onComplete(accepted -> {
            if (accepted.succeeded()) {
                context.next();
            } else {
                refuse(context);
            }
            if (waits) {
                context.request().resume();
            }
        });
    }

    private static boolean isFile(String path) {
        boolean ours = path.startsWith("/v2/") || path.startsWith("/models/") || path.startsWith("/streams/");
        int dot = path.lastIndexOf('.');
        return !ours && dot >= 0 && FILES.contains(path.substring(dot));
    }

    private static String token(RoutingContext context, String path) {
        String header = context.request().getHeader("Authorization");
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        return path.equals(LIVE) ? context.request().getParam("access_token") : null;
    }

    private static void refuse(RoutingContext context) {
        context.response().putHeader("WWW-Authenticate", "Bearer");
        Replies.error(context, 401, Replies.usual(401));
    }
}
