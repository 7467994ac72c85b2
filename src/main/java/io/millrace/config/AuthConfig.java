package io.millrace.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may use the service's port; with neither, anybody who reaches it.
 *
 * @param token that callers bear; the environment or a file holds it, and nothing prints it
 * @param jwt how callers' JSON Web Tokens are checked
 */
public record AuthConfig(Optional<Token> token, Optional<Jwt> jwt) {
    public static final AuthConfig NONE = new AuthConfig(Optional.empty(), Optional.empty());

    private static final int SHORTEST = 16;

    public AuthConfig {
        Require.that(token.isEmpty() || jwt.isEmpty(), "token", "either this or jwt", "both");
    }

    /** A secret. It is told to nobody, so it has no text. */
    public record Token(String value) {
        public Token {
            boolean visible = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
            Require.that(
                    visible && value.length() >= SHORTEST,
                    "token",
                    "at least " + SHORTEST + " visible ASCII characters",
                    value.length() + (visible ? "" : ", others among them"));
        }

        @Override
        public String toString() {
            return "(a token)";
        }
    }

    /**
     * Signed by somebody else.
     *
     * @param key PEM file of the signer's public key
     * @param algorithm such as RS256 or ES256
     * @param issuer that a token must name, if any
     * @param audience that a token must name, if any
     */
    public record Jwt(Path key, String algorithm, Optional<String> issuer, Optional<String> audience) {
        public Jwt {
            Require.that(
                    algorithm.matches("(RS|ES|PS)(256|384|512)"),
                    "jwt.algorithm",
                    "RS256, ES256, PS256 or one of 384 or 512",
                    algorithm);
        }
    }

    public boolean required() {
        return token.isPresent() || jwt.isPresent();
    }
}
