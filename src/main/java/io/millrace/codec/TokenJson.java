package io.millrace.codec;

/** Writes a token as JSON text. One thread. */
public final class TokenJson {
    private final JsonWriter writer = new JsonWriter();

    public byte[] write(String token) {
        return writer.write(out -> out.writeString(token));
    }
}
