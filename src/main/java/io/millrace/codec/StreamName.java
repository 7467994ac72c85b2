package io.millrace.codec;

import io.millrace.stream.StreamKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A stream's key as text: the key itself where it is UTF-8, otherwise {@code base64:} and its bytes in Base64 (as also
 * where the key begins with that word, so that no two keys share a name). A record's key stays byte for byte what it
 * was; only the field {@code stream} of a prediction uses this.
 */
public final class StreamName {
    private static final String BASE64 = "base64:";

    private StreamName() {}

    public static String of(StreamKey key) {
        byte[] bytes = key.toBytes();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (!text.startsWith(BASE64)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Not UTF-8: below.
        }
        return BASE64 + Base64.getEncoder().encodeToString(bytes);
    }

    /** Writes the name as a JSON string. */
    static void write(JsonText out, StreamKey key) {
        byte[] bytes = key.toBytes();
        if (isPlain(bytes)) {
            out.plainString(bytes);
        } else {
            out.string(of(key));
        }
    }

    /** Whether it is ASCII that JSON does not escape, and cannot be taken for Base64: as most keys, its own name as it is. */
    private static boolean isPlain(byte[] bytes) {
        for (byte character : bytes) {
            if (character == ':' || !JsonText.isPlain(character)) {
                return false;
            }
        }
        return true;
    }

    /** The inverse; errors: {@code base64:} with anything else behind it. */
    public static StreamKey parse(String name) {
        return name.startsWith(BASE64)
                ? StreamKey.of(Base64.getDecoder().decode(name.substring(BASE64.length())))
                : StreamKey.of(name);
    }
}
