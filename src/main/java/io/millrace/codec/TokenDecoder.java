package io.millrace.codec;

import io.millrace.codec.JsonScanner.Token;
import io.millrace.encoding.Vocabulary;
import java.util.OptionalInt;

/** Reads a token: a JSON string in UTF-8 that the vocabulary holds. Strict, as {@link PointDecoder}. One thread. */
public final class TokenDecoder implements ValueDecoder {
    private static final int SHOWN = 32;

    private final JsonScanner in = new JsonScanner();
    private final Vocabulary vocabulary;

    public TokenDecoder(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public double[] decode(byte[] value, Refusal refusal) {
        if (value.length > MAX_BYTES) {
            refusal.because(Rejection.TOO_LARGE, "expected at most " + MAX_BYTES + " bytes, found " + value.length);
            return null;
        }
        in.open(value);
        Token first = in.next();
        if (first != Token.TEXT) {
            Rejection reason = first == Token.BROKEN ? Rejection.NOT_JSON : Rejection.NOT_A_TOKEN;
            refusal.because(reason, "expected a token as JSON text, such as \"a\", found " + first);
            return null;
        }
        String token = in.string();
        if (in.next() != Token.END) {
            refusal.because(Rejection.NOT_JSON, "expected nothing after the token");
            return null;
        }
        OptionalInt id = vocabulary.id(token);
        if (id.isEmpty()) {
            String start = token.substring(0, token.offsetByCodePoints(0, shown(token)));
            refusal.because(
                    Rejection.UNKNOWN_TOKEN,
                    "expected one of the vocabulary's " + vocabulary + ", found \"" + start + '"');
            return null;
        }
        return new double[] {id.getAsInt()};
    }

    private static int shown(String token) {
        return Math.min(SHOWN, token.codePointCount(0, token.length()));
    }
}
