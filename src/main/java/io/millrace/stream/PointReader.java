package io.millrace.stream;

import java.util.List;

/** The network that reads the points of many streams. Owns its scratch; belongs to one thread. */
interface PointReader {
    /**
     * Takes the rows' streams one point further.
     *
     * @param inputs [rows, inputs], the points as the network reads them
     * @param outputs [rows, outputs] written
     */
    void read(List<StepBatcher.Row> rows, float[] inputs, float[] outputs);

    /**
     * Makes states and outputs anew, by reading the streams' last points.
     *
     * @param streams at most the capacity, their states and histories empty
     */
    void rebuild(List<StreamState> streams);

    /** Whether the stream's state stayed in the range of numbers. */
    boolean isFinite(StreamState stream);

    /** The stream is as it was before {@link #read}; only until the next read. */
    void undo(int row, StreamState stream);

    /** The outputs over the finished sequence: one, or one a step. */
    float[] whole(StreamState stream);
}
