package io.millrace.data;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Fits an encoding's scaling: mean and (population) standard deviation of what the network will read and put out. */
public final class ScalingFit {
    private ScalingFit() {}

    /** Without times. */
    public static PointEncoding fit(PointEncoding.Kind kind, Trajectories training) {
        return fit(kind, false, training);
    }

    /** The encoding of the given kind whose inputs and outputs have mean 0 and deviation 1 on {@code training}. */
    public static PointEncoding fit(PointEncoding.Kind kind, boolean interval, Trajectories training) {
        Trajectories usable = training.ofLength(3);
        if (usable.pieces().isEmpty()) {
            throw new IllegalArgumentException("training: expected a stream of at least 3 points, found none");
        }
        List<INDArray> points = new ArrayList<>();
        List<INDArray> displacements = new ArrayList<>();
        List<INDArray> changes = new ArrayList<>();
        for (Trajectory piece : usable.pieces()) {
            INDArray values = Nd4j.createFromArray(piece.points()); // [length, features]
            INDArray displacement = differences(values);
            points.add(values);
            displacements.add(displacement);
            changes.add(differences(displacement));
        }
        Scaling position = scaling(points);
        Scaling input = kind == PointEncoding.Kind.RAW ? position : join(position, scaling(displacements));
        return new PointEncoding(
                training.features(),
                kind,
                interval,
                interval ? join(input, scaling(intervals(usable))) : input,
                kind == PointEncoding.Kind.RAW ? position : scaling(changes));
    }

    /** [length − 1, 1] of each piece. */
    private static List<INDArray> intervals(Trajectories usable) {
        List<INDArray> intervals = new ArrayList<>();
        for (Trajectory piece : usable.pieces()) {
            double[][] times = new double[piece.length()][1];
            for (int n = 0; n < times.length; n++) {
                times[n][0] = piece.time(n) - piece.time(0); // small numbers keep their digits
            }
            intervals.add(differences(Nd4j.createFromArray(times)));
        }
        return intervals;
    }

    /** [n − 1, features]: each row less the one before. */
    private static INDArray differences(INDArray rows) {
        long n = rows.size(0);
        INDArray later = rows.get(NDArrayIndex.interval(1, n), NDArrayIndex.all());
        return later.sub(rows.get(NDArrayIndex.interval(0, n - 1), NDArrayIndex.all()));
    }

    static Scaling scaling(List<INDArray> rows) {
        INDArray all = Nd4j.concat(0, rows.toArray(INDArray[]::new)); // [points, features]
        double[] mean = all.mean(0).toDoubleVector();
        double[] deviation = all.std(false, 0).toDoubleVector();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int i = 0; i < mean.length; i++) {
            means.add(mean[i]);
            // A component that never changes carries nothing but rounding: it becomes 0 and stays in its unit.
            deviations.add(deviation[i] > 1e-12 * Math.abs(mean[i]) ? deviation[i] : 1.0);
        }
        return new Scaling(means, deviations);
    }

    private static Scaling join(Scaling a, Scaling b) {
        List<Double> mean = new ArrayList<>(a.mean());
        List<Double> deviation = new ArrayList<>(a.deviation());
        mean.addAll(b.mean());
        deviation.addAll(b.deviation());
        return new Scaling(mean, deviation);
    }
}
