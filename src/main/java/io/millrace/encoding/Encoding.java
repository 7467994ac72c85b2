package io.millrace.encoding;

/** How what comes in on a stream becomes a network's inputs. */
public sealed interface Encoding permits PointEncoding, TokenEncoding {
    /** Floats that the network reads of one point or token. */
    int inputs();

    /** Floats in which the network says what comes next. */
    int outputs();

    /** Numbers of one point, as {@link #timed} makes it; a token is one, its id. */
    int width();

    /**
     * The point with as much of its time as the network reads.
     *
     * @param seconds since any moment; NaN: not known
     */
    default double[] timed(double[] point, double seconds) {
        return point;
    }

    /** Doubles of history of one stream, all zero before its first point. */
    int historySize();

    /**
     * Takes one point: updates the history and writes what the network reads.
     *
     * @param point [width], or without its time, should nobody know that
     * @param history of the stream, from {@code historyAt}: updated
     * @param input [inputs] written from {@code inputAt}
     */
    void encode(double[] point, double[] history, int historyAt, float[] input, int inputAt);

    /** What comes in, in a few words. */
    String describe();
}
