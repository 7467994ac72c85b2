package io.millrace.config;

import java.time.Duration;

/**
 * What strangers may ask of the service's port.
 *
 * @param bodyBytes of one request
 * @param headerBytes of one request, all headers together
 * @param connections open at once
 * @param watchers clients of the live WebSocket at once; 0: none, and nothing is read for them
 * @param patience with a request that is on its way, and with a connection on which nothing happens
 */
public record LimitsConfig(int bodyBytes, int headerBytes, int connections, int watchers, Duration patience) {
    public static final LimitsConfig DEFAULT =
            new LimitsConfig(1 << 20, 16 << 10, 2_000, 5_000, Duration.ofSeconds(60));

    public LimitsConfig {
        Require.that(
                bodyBytes >= 1_024 && bodyBytes <= 1 << 30, "bodyBytes", "a number from 1024 to 1073741824", bodyBytes);
        Require.that(
                headerBytes >= 1_024 && headerBytes <= 1 << 20,
                "headerBytes",
                "a number from 1024 to 1048576",
                headerBytes);
        Require.that(
                connections >= 1 && connections <= 1_000_000, "connections", "a number from 1 to 1000000", connections);
        Require.that(watchers >= 0 && watchers <= 1_000_000, "watchers", "a number from 0 to 1000000", watchers);
        Require.that(
                patience.compareTo(Duration.ofSeconds(1)) >= 0 && patience.compareTo(Duration.ofHours(1)) <= 0,
                "patience",
                "a duration from 1s to 1h",
                patience);
    }
}
