package io.millrace.data;

import io.millrace.encoding.PointEncoding;
import io.millrace.training.TrainingSet;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Windows of sequences as a network reads them, and what it should put out, scaled.
 *
 * @param inputs [windows, steps, inputs]
 * @param targets [windows, steps, outputs]
 * @param weights [windows, steps]: 1 for a step that counts, 0 for one that does not
 */
public record SequenceDataset(INDArray inputs, INDArray targets, INDArray weights) {
    public SequenceDataset {
        long windows = inputs.size(0);
        long steps = inputs.size(1);
        boolean agree = targets.size(0) == windows
                && targets.size(1) == steps
                && weights.size(0) == windows
                && weights.size(1) == steps;
        if (!agree) {
            throw new IllegalArgumentException("data set: expected targets and weights of [" + windows + ", " + steps
                    + "] steps, found " + List.of(targets.shapeInfoToString(), weights.shapeInfoToString()));
        }
    }

    /**
     * At every point the next one is to be predicted, by the code that serves. A stream's first displacement is not
     * known: that step has no weight with {@link PointEncoding.Kind#DISPLACEMENT}.
     */
    public static SequenceDataset nextPoints(Trajectories trajectories, PointEncoding encoding, Windows windows) {
        List<Encoded> encoded = trajectories.pieces().stream()
                .filter(piece -> piece.length() > 1)
                .map(piece -> new Encoded(piece, encoding))
                .toList();
        int count = encoded.stream()
                .mapToInt(steps -> (int) windows.starts(steps.length).count())
                .sum();
        if (count == 0) {
            throw new IllegalArgumentException("training: expected a stream of at least 2 points, found none");
        }
        int length = windows.length();
        float[] inputs = new float[count * length * encoding.inputs()];
        float[] targets = new float[count * length * encoding.outputs()];
        float[] weights = new float[count * length];
        int window = 0;
        for (Encoded steps : encoded) {
            for (int start : windows.starts(steps.length).toArray()) {
                int at = window++ * length;
                int used = Math.min(length, steps.length - start);
                copy(steps.inputs, start, inputs, at, used, encoding.inputs());
                copy(steps.targets, start, targets, at, used, encoding.outputs());
                copy(steps.weights, start, weights, at, used, 1);
            }
        }
        return new SequenceDataset(
                array(inputs, count, length, encoding.inputs()),
                array(targets, count, length, encoding.outputs()),
                array(weights, count, length));
    }

    private static void copy(float[] from, int fromStep, float[] to, int toStep, int steps, int width) {
        System.arraycopy(from, fromStep * width, to, toStep * width, steps * width);
    }

    private static INDArray array(float[] values, long... shape) {
        return Nd4j.create(values, shape, DataType.FLOAT);
    }

    /** How many windows. */
    public int size() {
        return (int) inputs.size(0);
    }

    /** The same as plain arrays. */
    public TrainingSet toTrainingSet() {
        int width = (int) targets.size(2);
        TrainingSet.Shape shape =
                new TrainingSet.Shape(size(), (int) inputs.size(1), (int) inputs.size(2), width, true);
        return new TrainingSet(shape, plain(inputs), plain(targets)).withWeights(plain(weights));
    }

    private static float[] plain(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    /** One stream, step by step from its first point; the last point is a target alone. */
    private static final class Encoded {
        final int length;
        final float[] inputs;
        final float[] targets;
        final float[] weights;

        Encoded(Trajectory piece, PointEncoding encoding) {
            length = piece.length() - 1;
            inputs = new float[length * encoding.inputs()];
            targets = new float[length * encoding.outputs()];
            weights = new float[length];
            double[] history = new double[encoding.historySize()];
            for (int n = 0; n < length; n++) {
                encoding.encode(
                        encoding.timed(piece.point(n), piece.time(n)), history, 0, inputs, n * encoding.inputs());
                encoding.target(piece.point(n + 1), history, 0, targets, n * encoding.outputs());
                weights[n] = n == 0 && encoding.kind() == PointEncoding.Kind.DISPLACEMENT ? 0 : 1;
            }
        }
    }
}
