package io.millrace.codec;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.TokenEncoding;

/** Writes what a {@link ValueDecoder} reads. One thread. */
public interface ValueWriter {
    /** @param point the numbers of a point, or a token's id */
    byte[] write(double[] point);

    /** What writes the records of streams that are encoded so. */
    static ValueWriter of(Encoding encoding) {
        if (encoding instanceof TokenEncoding tokens) {
            TokenJson json = new TokenJson();
            return token -> json.write(tokens.vocabulary().symbol((int) token[0]));
        }
        return new PointJson(((PointEncoding) encoding).features());
    }
}
