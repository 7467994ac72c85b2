package io.millrace.config;

import java.nio.file.Path;

/**
 * TLS on the service's port.
 *
 * @param certificate PEM file, the server's own first, then those between it and the root
 * @param key its private key, PEM file (PKCS #8)
 */
public record TlsConfig(Path certificate, Path key) {}
