package io.millrace.encoding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the points of a stream become a network's inputs, and its outputs the prediction of the next point.
 *
 * <pre>{@code
 *   RAW            in: the point                                out: the next point
 *   DISPLACEMENT   in: the point, its displacement since the    out: the change of the displacement;
 *                      last one (0 at the first)                     next = point + displacement + change
 * }</pre>
 *
 * Where points come at uneven times the network may read one number more: the seconds since the last point (0 at the
 * first), never below 0. A point without a time, as one that was predicted, comes as long after the last one as that came
 * after the one before.
 *
 * <p>Both sides are scaled. What a stream must remember between two points is its {@code history}: {@link #historySize}
 * doubles that {@link #encode} keeps and a caller stores; all zero before the first point.
 *
 * @param features names of a point's components, in order
 * @param interval whether the network reads the time between points
 * @param inputScaling of the network's inputs: [features], or [2·features] with DISPLACEMENT, and the interval
 * @param outputScaling of the network's outputs: [features]
 */
public record PointEncoding(
        List<String> features, Kind kind, boolean interval, Scaling inputScaling, Scaling outputScaling)
        implements Encoding {
    /** What the network sees of a point. */
    public enum Kind {
        RAW,
        DISPLACEMENT
    }

    public PointEncoding {
        features = List.copyOf(features);
        int expected = inputs(kind, features.size()) + (interval ? 1 : 0);
        if (inputScaling.size() != expected) {
            throw new IllegalArgumentException(
                    "input scaling: expected " + expected + " components, found " + inputScaling.size());
        }
        if (outputScaling.size() != features.size()) {
            throw new IllegalArgumentException(
                    "output scaling: expected " + features.size() + " components, found " + outputScaling.size());
        }
    }

    /** Whose network does not read times. */
    public PointEncoding(List<String> features, Kind kind, Scaling inputScaling, Scaling outputScaling) {
        this(features, kind, false, inputScaling, outputScaling);
    }

    /** Points as they are: for a file that says nothing of its features. */
    public static PointEncoding unscaled(List<String> features) {
        return new PointEncoding(features, Kind.RAW, Scaling.none(features.size()), Scaling.none(features.size()));
    }

    /** Width of the network's input for points of the given number of features, without the interval. */
    public static int inputs(Kind kind, int features) {
        return kind == Kind.DISPLACEMENT ? 2 * features : features;
    }

    @Override
    public int inputs() {
        return inputScaling.size();
    }

    @Override
    public int outputs() {
        return features.size();
    }

    @Override
    public String describe() {
        return kind.name().toLowerCase(Locale.ROOT) + " of " + features + (interval ? " and interval" : "");
    }

    @Override
    public int width() {
        return features.size() + (interval ? 1 : 0);
    }

    @Override
    public double[] timed(double[] point, double seconds) {
        if (!interval) {
            return point;
        }
        double[] timed = Arrays.copyOf(point, width());
        timed[point.length] = seconds;
        return timed;
    }

    /** Whether a point was seen, the last point, the last displacement; the last time, the last interval. */
    @Override
    public int historySize() {
        return 1 + 2 * features.size() + (interval ? 2 : 0);
    }

    /** {@inheritDoc} The point is in the features' units, the input scaled. */
    @Override
    public void encode(double[] point, double[] history, int historyAt, float[] input, int inputAt) {
        int n = features.size();
        boolean first = history[historyAt] == 0;
        for (int i = 0; i < n; i++) {
            int position = historyAt + 1 + i;
            int displacement = position + n;
            history[displacement] = first ? 0 : point[i] - history[position];
            history[position] = point[i];
            input[inputAt + i] = inputScaling.scale(i, point[i]);
            if (kind == Kind.DISPLACEMENT) {
                input[inputAt + n + i] = inputScaling.scale(n + i, history[displacement]);
            }
        }
        if (interval) {
            int time = historyAt + 1 + 2 * n;
            double passed = interval(point, history, time, first);
            history[time] = point.length > n && !Double.isNaN(point[n]) ? point[n] : history[time] + passed;
            history[time + 1] = passed;
            input[inputAt + inputs() - 1] = inputScaling.scale(inputs() - 1, passed);
        }
        history[historyAt] = 1;
    }

    /** Seconds between the last point, at the time in the history, and this one. */
    private double interval(double[] point, double[] history, int time, boolean first) {
        if (first) {
            return 0;
        }
        boolean known = point.length > features.size() && !Double.isNaN(point[features.size()]);
        return known ? Math.max(0, point[features.size()] - history[time]) : history[time + 1];
    }

    /**
     * The predicted next point, in the features' units.
     *
     * @param output of the network, [outputs] from {@code outputAt}, scaled
     * @param history as {@link #encode} left it
     * @param prediction [features] written
     */
    public void decode(float[] output, int outputAt, double[] history, int historyAt, double[] prediction) {
        int n = features.size();
        for (int i = 0; i < n; i++) {
            double value = outputScaling.unscale(i, output[outputAt + i]);
            if (kind == Kind.DISPLACEMENT) {
                value += history[historyAt + 1 + i] + history[historyAt + 1 + n + i];
            }
            prediction[i] = value;
        }
    }

    /**
     * What the network should have put out, had it predicted {@code next}: the inverse of {@link #decode}.
     *
     * @param target [outputs] written from {@code targetAt}, scaled
     */
    public void target(double[] next, double[] history, int historyAt, float[] target, int targetAt) {
        int n = features.size();
        for (int i = 0; i < n; i++) {
            double value = next[i];
            if (kind == Kind.DISPLACEMENT) {
                value -= history[historyAt + 1 + i] + history[historyAt + 1 + n + i];
            }
            target[targetAt + i] = outputScaling.scale(i, value);
        }
    }
}
