package io.millrace.stream;

/**
 * One record of a stream: a point, or the mark of a sequence's end, or both.
 *
 * @param partition that holds the stream
 * @param offset of the record
 * @param timestamp of the record, milliseconds since 1970
 * @param time of the partition at this record, milliseconds since 1970; never goes back
 * @param values the point, [features], finite; empty for a mark alone
 * @param begins forget first what the stream was
 * @param ends forget afterwards what the stream was
 */
public record SequencePoint(
        int partition,
        long offset,
        StreamKey stream,
        long timestamp,
        long time,
        double[] values,
        boolean begins,
        boolean ends) {
    private static final double[] NONE = {};

    /** Of a partition whose time the record makes. */
    public static SequencePoint of(int partition, long offset, StreamKey stream, long timestamp, double... values) {
        return new SequencePoint(partition, offset, stream, timestamp, timestamp, values, false, false);
    }

    /** A mark without a point: the stream is forgotten. */
    public static SequencePoint end(int partition, long offset, StreamKey stream, long timestamp) {
        return new SequencePoint(partition, offset, stream, timestamp, timestamp, NONE, false, true);
    }

    /** Neither a point nor a mark: its stream was heard of when that point came. */
    public static SequencePoint heard(SequencePoint point) {
        return point.with(NONE, false, false);
    }

    /** The same record with another point and other marks. */
    public SequencePoint with(double[] otherValues, boolean otherBegins, boolean otherEnds) {
        return new SequencePoint(partition, offset, stream, timestamp, time, otherValues, otherBegins, otherEnds);
    }

    /** Since 1970; NaN where the record has no timestamp. */
    double seconds() {
        return timestamp < 0 ? Double.NaN : timestamp / 1000.0;
    }

    public boolean hasValues() {
        return values.length > 0;
    }
}
