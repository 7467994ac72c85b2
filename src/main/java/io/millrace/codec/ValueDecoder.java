package io.millrace.codec;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.TokenEncoding;

/** Reads what a record brings to its stream. One thread. */
public interface ValueDecoder {
    /** Longest value, in bytes. */
    int MAX_BYTES = 64 * 1024;

    /** The numbers of a point, or a token's id; every one finite. */
    double[] decode(byte[] value) throws RejectedException;

    /** What reads the records of streams that are encoded so. */
    static ValueDecoder of(Encoding encoding) {
        return encoding instanceof TokenEncoding tokens
                ? new TokenDecoder(tokens.vocabulary())
                : new PointDecoder(((PointEncoding) encoding).features());
    }
}
