package io.millrace.demo;

/** Where a {@link FlightPlayer} puts its points. */
public interface PointSink {
    void point(String stream, double[] point);

    /** No more points of this stream will come. */
    void end(String stream);
}
