package io.millrace.config;

import java.net.URI;
import java.util.Optional;

/**
 * Where traces go.
 *
 * @param endpoint of a collector that speaks OTLP over HTTP; empty: nowhere, and nothing is traced
 */
public record TracingConfig(Optional<String> endpoint) {
    public static final TracingConfig OFF = new TracingConfig(Optional.empty());

    public TracingConfig {
        endpoint.ifPresent(address -> Require.that(
                isAddress(address), "endpoint", "an address as http://collector:4318", '"' + address + '"'));
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getScheme() != null
                    && uri.getScheme().startsWith("http");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
