package io.millrace.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The time between points, as a network may read it. */
class PointEncodingTest {
    private static final PointEncoding TIMED =
            new PointEncoding(List.of("x"), PointEncoding.Kind.DISPLACEMENT, true, Scaling.none(3), Scaling.none(1));

    private final double[] history = new double[TIMED.historySize()];

    private float[] encode(double... point) {
        float[] input = new float[TIMED.inputs()];
        TIMED.encode(point, history, 0, input, 0);
        return input;
    }

    private float[] encodeAt(double seconds, double x) {
        return encode(TIMED.timed(new double[] {x}, seconds));
    }

    @Test
    void theSecondsSinceTheLastPointAreTheLastInput() {
        assertArrayEquals(new float[] {1, 0, 0}, encodeAt(100, 1));
        assertArrayEquals(new float[] {3, 2, 0.5f}, encodeAt(100.5, 3));
        assertArrayEquals(new float[] {4, 1, 2}, encodeAt(102.5, 4));
    }

    @Test
    void aPointWithoutATimeComesAsLongAfterTheLastAsThatAfterTheOneBefore() {
        encodeAt(10, 0);
        encodeAt(13, 0);
        assertArrayEquals(new float[] {1, 1, 3}, encode(1)); // predicted: at 16
        assertArrayEquals(new float[] {1, 0, 3}, encodeAt(Double.NaN, 1)); // a record without a timestamp: at 19
        assertArrayEquals(new float[] {1, 0, 1}, encodeAt(20, 1));
    }

    @Test
    void timeThatGoesBackIsNoTime() {
        encodeAt(10, 0);
        assertArrayEquals(new float[] {1, 1, 0}, encodeAt(9, 1));
    }

    @Test
    void pointsWithoutIntervalsStayAsTheyAre() {
        double[] point = {1};
        assertSame(point, PointEncoding.unscaled(List.of("x")).timed(point, 5));
    }

    @Test
    void aScalingWithoutTheIntervalIsRefused() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new PointEncoding(List.of("x"), PointEncoding.Kind.RAW, true, Scaling.none(1), Scaling.none(1)));
        assertEquals("input scaling: expected 2 components, found 1", refused.getMessage());
    }
}
