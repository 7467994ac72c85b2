package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.PointEncoding.Kind;
import io.millrace.encoding.Scaling;
import io.millrace.training.TrainingSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceDatasetTest {
    private static final PointEncoding RAW = PointEncoding.unscaled(List.of("x"));
    private static final PointEncoding DISPLACEMENT =
            new PointEncoding(List.of("x"), Kind.DISPLACEMENT, Scaling.none(2), Scaling.none(1));

    @Test
    void rawPointsHaveTheNextPointAsTarget() {
        SequenceDataset data = SequenceDataset.nextPoints(streams(4), RAW, new Windows(3, 1));

        assertArrayEquals(new long[] {1, 3, 1}, data.inputs().shape());
        assertArrayEquals(new float[] {0, 1, 4}, data.inputs().ravel().toFloatVector());
        assertArrayEquals(new float[] {1, 4, 9}, data.targets().ravel().toFloatVector());
        assertArrayEquals(new float[] {1, 1, 1}, data.weights().ravel().toFloatVector());
    }

    @Test
    void displacementsHaveTheirChangeAsTargetAndTheFirstStepHasNoWeight() {
        SequenceDataset data = SequenceDataset.nextPoints(streams(4), DISPLACEMENT, new Windows(3, 1));

        assertArrayEquals(new long[] {1, 3, 2}, data.inputs().shape());
        assertArrayEquals(new float[] {0, 0, 1, 1, 4, 3}, data.inputs().ravel().toFloatVector());
        assertArrayEquals(new float[] {1, 2, 2}, data.targets().ravel().toFloatVector());
        assertArrayEquals(new float[] {0, 1, 1}, data.weights().ravel().toFloatVector());
    }

    @Test
    void aWindowInTheMiddleKnowsTheDisplacementBeforeIt() {
        SequenceDataset data = SequenceDataset.nextPoints(streams(5), DISPLACEMENT, new Windows(2, 2));

        assertEquals(2, data.size());
        assertArrayEquals(
                new float[] {0, 0, 1, 1, 4, 3, 9, 5}, data.inputs().ravel().toFloatVector());
        assertArrayEquals(new float[] {0, 1, 1, 1}, data.weights().ravel().toFloatVector());
    }

    @Test
    void theLastWindowEndsWithTheStream() {
        SequenceDataset data = SequenceDataset.nextPoints(streams(7), RAW, new Windows(3, 2));

        assertArrayEquals(
                new float[] {0, 1, 4, 4, 9, 16, 9, 16, 25},
                data.inputs().ravel().toFloatVector());
        assertArrayEquals(
                new float[] {1, 4, 9, 9, 16, 25, 16, 25, 36},
                data.targets().ravel().toFloatVector());
    }

    @Test
    void aShortStreamIsPaddedWithStepsOfNoWeight() {
        SequenceDataset data = SequenceDataset.nextPoints(streams(3, 1, 5), RAW, new Windows(4, 1));

        assertEquals(2, data.size());
        assertArrayEquals(
                new float[] {0, 1, 0, 0, 0, 1, 4, 9}, data.inputs().ravel().toFloatVector());
        assertArrayEquals(
                new float[] {1, 1, 0, 0, 1, 1, 1, 1}, data.weights().ravel().toFloatVector());
    }

    @Test
    void aTrainingSetHasTheSameShape() {
        TrainingSet set = SequenceDataset.nextPoints(streams(9, 6), DISPLACEMENT, new Windows(4, 2))
                .toTrainingSet();

        assertEquals(new TrainingSet.Shape(5, 4, 2, 1, true), set.shape());
    }

    @Test
    void streamsWithoutANextPointAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SequenceDataset.nextPoints(streams(1, 1), RAW, new Windows(4, 1)));
    }

    /** Streams of squares: 0, 1, 4, 9, … */
    private static Trajectories streams(int... lengths) {
        Trajectory[] pieces = new Trajectory[lengths.length];
        for (int s = 0; s < lengths.length; s++) {
            double[][] points = new double[lengths[s]][];
            for (int i = 0; i < points.length; i++) {
                points[i] = new double[] {i * i};
            }
            pieces[s] = Trajectory.regular("s" + s, points);
        }
        return new Trajectories(List.of("x"), List.of(pieces));
    }
}
