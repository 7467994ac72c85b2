package io.millrace.config;

/**
 * Where the process listens.
 *
 * @param port of the page and the WebSocket; 0 for any free one
 * @param managementPort of health and metrics; 0 for any free one
 */
public record HttpConfig(int port, int managementPort) {
    public static final HttpConfig DEFAULT = new HttpConfig(8080, 8081);

    public HttpConfig {
        requirePort("port", port);
        requirePort("managementPort", managementPort);
        Require.that(port == 0 || port != managementPort, "managementPort", "another than http.port", managementPort);
    }

    static void requirePort(String where, int port) {
        Require.that(port >= 0 && port <= 65_535, where, "a port from 0 to 65535", port);
    }
}
