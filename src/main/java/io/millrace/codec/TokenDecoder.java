package io.millrace.codec;

import io.millrace.codec.JsonScanner.Token;
import io.millrace.encoding.Vocabulary;

/** Reads a token: a JSON string in UTF-8 that the vocabulary holds. Strict, as {@link PointDecoder}. One thread. */
public final class TokenDecoder implements ValueDecoder {
    private static final int SHOWN = 32;

    private final JsonScanner in = new JsonScanner();
    private final Vocabulary vocabulary;

    public TokenDecoder(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public double[] decode(byte[] value) throws RejectedException {
        if (value.length > MAX_BYTES) {
            throw new RejectedException(
                    Rejection.TOO_LARGE, "expected at most " + MAX_BYTES + " bytes, found " + value.length);
        }
        in.open(value);
        Token first = in.next();
        if (first != Token.TEXT) {
            Rejection reason = first == Token.BROKEN ? Rejection.NOT_JSON : Rejection.NOT_A_TOKEN;
            throw new RejectedException(reason, "expected a token as JSON text, such as \"a\", found " + first);
        }
        String token = in.string();
        if (in.next() != Token.END) {
            throw new RejectedException(Rejection.NOT_JSON, "expected nothing after the token");
        }
        return new double[] {id(token)};
    }

    private int id(String token) throws RejectedException {
        return vocabulary
                .id(token)
                .orElseThrow(() -> new RejectedException(
                        Rejection.UNKNOWN_TOKEN,
                        "expected one of the vocabulary's " + vocabulary + ", found \""
                                + token.substring(0, token.offsetByCodePoints(0, shown(token))) + '"'));
    }

    private static int shown(String token) {
        return Math.min(SHOWN, token.codePointCount(0, token.length()));
    }
}
