package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/**
 * A certificate that speaks for itself, and its key, as PEM.
 *
 * @param chain may be shown to everybody
 * @param key must not
 */
record Certificate(String chain, String key) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Made by the JDK's keytool. */
    static Certificate of(String name, Path folder) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertEquals(0, keytool.waitFor(), () -> "keytool, see " + folder);
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            read.load(in, PASSWORD);
        }
        return new Certificate(
                pem("CERTIFICATE", read.getCertificate(name).getEncoded()),
                pem("PRIVATE KEY", read.getKey(name, PASSWORD).getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    /** A line of the key that stands nowhere else. */
    String secret() {
        return key.lines().skip(1).findFirst().orElseThrow();
    }

    /** Kafka's properties of whoever shows this certificate and trusts those. */
    Map<String, String> properties(String trusted) {
        return Map.of(
                "ssl.keystore.type", "PEM",
                "ssl.keystore.certificate.chain", chain,
                "ssl.keystore.key", key,
                "ssl.truststore.type", "PEM",
                "ssl.truststore.certificates", trusted);
    }
}
