package io.millrace.config;

import java.util.Optional;

/**
 * Where the process listens.
 *
 * @param port of the page, the WebSocket and the API; 0 for any free one
 * @param managementPort of health and metrics; 0 for any free one
 * @param tls of the first of the two; empty: none
 * @param auth who may use it
 * @param limits of what they may ask
 */
public record HttpConfig(int port, int managementPort, Optional<TlsConfig> tls, AuthConfig auth, LimitsConfig limits) {
    public static final HttpConfig DEFAULT = new HttpConfig(8080, 8081);

    public HttpConfig {
        requirePort("port", port);
        requirePort("managementPort", managementPort);
        Require.that(port == 0 || port != managementPort, "managementPort", "another than http.port", managementPort);
    }

    /** Open to anybody, within the usual limits. */
    public HttpConfig(int port, int managementPort) {
        this(port, managementPort, Optional.empty(), AuthConfig.NONE, LimitsConfig.DEFAULT);
    }

    static void requirePort(String where, int port) {
        Require.that(port >= 0 && port <= 65_535, where, "a port from 0 to 65535", port);
    }
}
