package io.millrace.data;

import io.millrace.encoding.Scaling;
import io.millrace.network.Batch;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Features of mean 0 and deviation 1: fitted on what is learned from, applied to everything. */
public final class Standardisation {
    private Standardisation() {}

    /** Over all steps that count. */
    public static Scaling fit(Batch batch) {
        INDArray rows = rows(batch);
        int[] counting = batch.countingCells();
        return ScalingFit.scaling(List.of(counting.length == rows.size(0) ? rows : rows.getRows(counting)));
    }

    /** A copy, scaled; padding is scaled with the rest, and stays masked. */
    public static Batch apply(Scaling scaling, Batch batch) {
        if (scaling.size() != batch.shape().width()) {
            throw new IllegalArgumentException("standardisation: expected " + scaling.size() + " features, found "
                    + batch.shape().width());
        }
        INDArray scaled = rows(batch).subRowVector(vector(scaling.mean())).divRowVector(vector(scaling.deviation()));
        return batch.withValues(scaled.dup('c').data().asFloat());
    }

    /** [cells, width] */
    private static INDArray rows(Batch batch) {
        int width = batch.shape().width();
        return Nd4j.createFromArray(batch.values()).reshape(batch.values().length / width, width);
    }

    private static INDArray vector(List<Double> numbers) {
        return Nd4j.createFromArray(
                        numbers.stream().mapToDouble(Double::doubleValue).toArray())
                .castTo(DataType.FLOAT);
    }
}
