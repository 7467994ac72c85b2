package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveServerTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080, true",
        "https://millrace.example, millrace.example, true",
        "http://LOCALHOST:8080, localhost:8080, true",
        ", localhost:8080, true",
        "http://localhost:8081, localhost:8080, false",
        "http://evil.example, localhost:8080, false",
        "http://localhost:8080.evil.example, localhost:8080, false",
        "http://user@localhost:8080, localhost:8080, false",
        "null, localhost:8080, false",
        "http://[, localhost:8080, false",
        "http://localhost:8080, , false"
    })
    void onlyPagesOfThisHostMayListen(String origin, String host, boolean allowed) {
        assertEquals(allowed, LiveServer.sameHost(origin, host));
    }
}
