package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.millrace.encoding.Vocabulary;
import java.io.IOException;

/** Reads a token: a JSON string in UTF-8 that the vocabulary holds. Strict, as {@link PointDecoder}. One thread. */
public final class TokenDecoder implements ValueDecoder {
    private static final int SHOWN = 32;

    private final JsonFactory json = Json.factory();
    private final JsonStream stream = new JsonStream(json);
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
        String usual = stream.read(value, TokenDecoder::text);
        String token = usual != null ? usual : strict(value);
        int id = vocabulary
                .id(token)
                .orElseThrow(() -> new RejectedException(
                        Rejection.UNKNOWN_TOKEN,
                        "expected one of the vocabulary's " + vocabulary + ", found \""
                                + token.substring(0, token.offsetByCodePoints(0, shown(token))) + '"'));
        return new double[] {id};
    }

    private static int shown(String token) {
        return Math.min(SHOWN, token.codePointCount(0, token.length()));
    }

    private static String text(JsonParser in) throws IOException, RejectedException {
        if (in.nextToken() != JsonToken.VALUE_STRING) {
            throw new RejectedException(Rejection.NOT_A_TOKEN, "expected a token as JSON text, such as \"a\"");
        }
        return in.getText();
    }

    private String strict(byte[] value) throws RejectedException {
        try (JsonParser in = json.createParser(value)) {
            String text = text(in);
            if (in.nextToken() != null) {
                throw new RejectedException(Rejection.NOT_JSON, "expected nothing after the token");
            }
            return text;
        } catch (StreamConstraintsException e) {
            throw new RejectedException(Rejection.TOO_LARGE, "a text or number is too long");
        } catch (IOException e) {
            throw new RejectedException(Rejection.NOT_JSON, "expected a token as JSON text, such as \"a\"");
        }
    }
}
