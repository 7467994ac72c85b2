package io.millrace.encoding;

/** How what comes in on a stream becomes a network's inputs. */
public sealed interface Encoding permits PointEncoding, TokenEncoding {
    /** Floats that the network reads of one point or token. */
    int inputs();

    /** Floats in which the network says what comes next. */
    int outputs();

    /** What comes in, in a few words. */
    String describe();
}
