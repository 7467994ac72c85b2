package io.millrace.codec;

/** Why a record cannot be used: stable codes, in the header {@code millrace-error} and in metrics. */
public enum Rejection {
    /** Not JSON, not UTF-8, or text after the end. */
    NOT_JSON,
    /** JSON, but neither an object nor an array. */
    NOT_A_POINT,
    /** The object lacks a feature. */
    MISSING_FIELD,
    /** The object has a feature twice. */
    DUPLICATE_FIELD,
    /** A feature is text, null, an object … */
    NOT_A_NUMBER,
    /** NaN, an infinity, or a number beyond the range of a double. */
    NOT_FINITE,
    /** The array has more or fewer numbers than there are features. */
    WRONG_LENGTH,
    /** A token is expected, and this is no JSON text. */
    NOT_A_TOKEN,
    /** The vocabulary does not hold the token. */
    UNKNOWN_TOKEN,
    /** More than 16 levels. */
    TOO_DEEP,
    /** The key, the value or a number in it is longer than allowed. */
    TOO_LARGE,
    /** Without a key a point belongs to no stream. */
    NO_KEY,
    /** Its stream is beyond its place in the order of points. */
    TOO_LATE,
    /** Finite, but so large that the network's arithmetic overflows. */
    OUT_OF_RANGE
}
