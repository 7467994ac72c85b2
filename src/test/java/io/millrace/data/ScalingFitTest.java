package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.PointEncoding.Kind;
import io.millrace.encoding.Scaling;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingFitTest {
    /** x: 1 2 4 8, displacements 1 2 4, changes 1 2; y never changes. */
    private static final Trajectories ONE = new Trajectories(
            List.of("x", "y"),
            List.of(Trajectory.regular("a", new double[][] {{1, 0.1}, {2, 0.1}, {4, 0.1}, {8, 0.1}})));

    @Test
    void rawPointsAreStandardised() {
        PointEncoding encoding = ScalingFit.fit(Kind.RAW, ONE);

        assertEquals(3.75, encoding.inputScaling().mean().get(0), 1e-12);
        assertEquals(Math.sqrt(7.1875), encoding.inputScaling().deviation().get(0), 1e-12);
        assertEquals(encoding.inputScaling(), encoding.outputScaling());
        assertEquals(ONE.features(), encoding.features());
    }

    @Test
    void displacementsAndTheirChangesAreStandardised() {
        PointEncoding encoding = ScalingFit.fit(Kind.DISPLACEMENT, ONE);

        assertEquals(3.75, encoding.inputScaling().mean().get(0), 1e-12);
        assertEquals(7.0 / 3, encoding.inputScaling().mean().get(2), 1e-12);
        assertEquals(Math.sqrt(14.0 / 9), encoding.inputScaling().deviation().get(2), 1e-12);
        assertEquals(1.5, encoding.outputScaling().mean().get(0), 1e-12);
        assertEquals(0.5, encoding.outputScaling().deviation().get(0), 1e-12);
    }

    @Test
    void intervalsAreStandardisedBehindEverythingElse() {
        double[] times = {1e9, 1e9 + 1, 1e9 + 2, 1e9 + 6};
        Trajectory uneven = new Trajectory("a", times, new double[][] {{0}, {1}, {3}, {4}});
        Scaling input = ScalingFit.fit(Kind.RAW, true, new Trajectories(List.of("x"), List.of(uneven)))
                .inputScaling();

        assertEquals(2, input.size());
        assertEquals(2, input.mean().get(1), 1e-12);
        assertEquals(Math.sqrt(2), input.deviation().get(1), 1e-12);
    }

    @Test
    void aComponentThatNeverChangesKeepsItsUnit() {
        PointEncoding encoding = ScalingFit.fit(Kind.DISPLACEMENT, ONE);

        assertEquals(1.0, encoding.inputScaling().deviation().get(1));
        assertEquals(1.0, encoding.inputScaling().deviation().get(3));
        assertEquals(1.0, encoding.outputScaling().deviation().get(1));
    }

    @Test
    void noDisplacementReachesFromOneStreamToTheNext() {
        Trajectories two = new Trajectories(
                List.of("x"),
                List.of(
                        Trajectory.regular("a", new double[][] {{0}, {1}, {2}}),
                        Trajectory.regular("b", new double[][] {{1000}, {1003}, {1006}})));

        PointEncoding encoding = ScalingFit.fit(Kind.DISPLACEMENT, two);

        double[] displacement = {
            encoding.inputScaling().mean().get(1),
            encoding.inputScaling().deviation().get(1)
        };
        assertArrayEquals(new double[] {2, 1}, displacement, 1e-12);
    }

    @Test
    void streamsThatAreTooShortAreRefused() {
        Trajectories pairs =
                new Trajectories(List.of("x"), List.of(Trajectory.regular("a", new double[][] {{1}, {2}})));

        assertThrows(IllegalArgumentException.class, () -> ScalingFit.fit(Kind.RAW, pairs));
    }
}
