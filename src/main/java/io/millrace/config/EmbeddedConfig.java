package io.millrace.config;

import java.nio.file.Path;

/**
 * The broker in this process.
 *
 * @param port 0 for any free one
 * @param directory where its records stay from one start to the next
 */
public record EmbeddedConfig(int port, Path directory) {
    public static final EmbeddedConfig DEFAULT = new EmbeddedConfig(9092, Path.of("data", "broker"));

    public EmbeddedConfig {
        HttpConfig.requirePort("port", port);
    }
}
