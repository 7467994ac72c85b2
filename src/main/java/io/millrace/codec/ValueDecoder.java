package io.millrace.codec;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.TokenEncoding;

/** Reads what a record brings to its stream. One thread. */
public interface ValueDecoder {
    /** Longest value, in bytes. */
    int MAX_BYTES = 64 * 1024;

    /** Is told why a value is refused: an exception would cost several times what reading costs. */
    interface Refusal {
        /** @param detail expected and found, without the value's own text where that may be long */
        void because(Rejection reason, String detail);
    }

    /**
     * The numbers of a point, or a token's id; every one finite.
     *
     * @return null: the value is refused, as it was told
     */
    double[] decode(byte[] value, Refusal refusal);

    /** The same, for where refusals are rare. */
    default double[] decode(byte[] value) throws RejectedException {
        RejectedException[] refused = {null};
        double[] numbers = decode(value, (reason, detail) -> refused[0] = new RejectedException(reason, detail));
        if (refused[0] != null) {
            throw refused[0];
        }
        return numbers;
    }

    /** What reads the records of streams that are encoded so. */
    static ValueDecoder of(Encoding encoding) {
        return encoding instanceof TokenEncoding tokens
                ? new TokenDecoder(tokens.vocabulary())
                : new PointDecoder(((PointEncoding) encoding).features());
    }
}
