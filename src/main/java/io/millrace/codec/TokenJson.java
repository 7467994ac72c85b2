package io.millrace.codec;

/** Writes a token as JSON text. One thread. */
public final class TokenJson {
    public byte[] write(String token) {
        return JsonText.quoted(token);
    }
}
