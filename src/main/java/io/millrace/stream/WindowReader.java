package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the last points of a stream anew with every point, for networks that look at later steps (Bidirectional). The first
 * point of the window counts as the first of a sequence.
 */
final class WindowReader implements PointReader {
    private final SequenceModel network;
    private final Encoding encoding;
    private final GraphRunner runner;
    private final int window;
    private final int longest;
    private final double[][] before; // the windows as they were, a row each

    WindowReader(StreamTask task, Kernels kernels, int capacity) {
        network = task.reader();
        encoding = task.model().encoding();
        runner = new GraphRunner(network, kernels, 1);
        window = task.settings().window();
        longest = task.settings().longest();
        before = new double[capacity][];
    }

    @Override
    public void read(List<StepBatcher.Row> rows, float[] inputs, float[] outputs) {
        for (int row = 0; row < rows.size(); row++) {
            StreamState stream = rows.get(row).stream();
            before[row] = stream.window();
            stream.window(LastPoints.append(before[row], rows.get(row).timed(encoding), longest));
            int width = network.outputs();
            System.arraycopy(newest(stream.window()), 0, outputs, row * width, width);
        }
    }

    /** The outputs at the newest point. */
    private float[] newest(double[] points) {
        float[] read = run(LastPoints.last(points, window, encoding.width()));
        return Arrays.copyOfRange(read, read.length - network.outputs(), read.length);
    }

    @Override
    public void rebuild(List<StreamState> streams) {
        float[] unused = new float[encoding.inputs()];
        for (StreamState stream : streams) {
            double[] points = stream.window();
            for (int at = 0; at < points.length; at += encoding.width()) {
                double[] point = Arrays.copyOfRange(points, at, at + encoding.width());
                encoding.encode(point, stream.memories(), stream.memoryAt(), unused, 0);
            }
            stream.keep(newest(points), 0, network.outputs());
        }
    }

    /** [steps, outputs], or [outputs] where the network puts out one a sequence. */
    private float[] run(double[] points) {
        int steps = points.length / encoding.width();
        float[] inputs = new float[steps * encoding.inputs()];
        double[] history = new double[encoding.historySize()];
        for (int step = 0; step < steps; step++) {
            double[] point = Arrays.copyOfRange(points, step * encoding.width(), (step + 1) * encoding.width());
            encoding.encode(point, history, 0, inputs, step * encoding.inputs());
        }
        List<Batch> results = runner.run(Batch.sequences(1, steps, encoding.inputs(), inputs));
        if (results.size() == 1) {
            return results.get(0).values();
        }
        float[] joined = new float[network.outputs()]; // a code: vectors, one behind the other
        int at = 0;
        for (Batch result : results) {
            System.arraycopy(result.values(), 0, joined, at, result.values().length);
            at += result.values().length;
        }
        return joined;
    }

    @Override
    public boolean isFinite(StreamState stream) {
        return true;
    }

    @Override
    public void undo(int row, StreamState stream) {
        stream.window(before[row]);
    }

    @Override
    public float[] whole(StreamState stream) {
        return run(stream.window());
    }
}
