package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoriesTest {
    private static final Trajectories ALL = new Trajectories(
            List.of("x"),
            List.of(
                    new Trajectory("a", new double[] {0, 1, 5, 6}, new double[][] {{10}, {11}, {15}, {16}}),
                    Trajectory.regular("b", new double[][] {{20}})));

    @Test
    void theFirstPointsOfEachPieceAreDroppedAndShorterPiecesVanish() {
        Trajectories dropped = ALL.withoutFirst(1);

        assertEquals(List.of("a"), dropped.streams());
        assertArrayEquals(
                new double[][] {{11}, {15}, {16}}, dropped.pieces().get(0).points());
        assertEquals(1, dropped.pieces().get(0).time(0));
    }

    @Test
    void aStreamIsCutWhereTimeJumpsFurtherThanAllowed() {
        Trajectories cut = ALL.cutAtGaps(3.5);

        assertEquals(3, cut.pieces().size());
        assertArrayEquals(new double[][] {{10}, {11}}, cut.pieces().get(0).points());
        assertArrayEquals(new double[][] {{15}, {16}}, cut.pieces().get(1).points());
        assertEquals(List.of("a", "b"), cut.streams());
        assertEquals(2, ALL.cutAtGaps(4).pieces().size());
    }

    @Test
    void shortPiecesAreLeftOut() {
        assertEquals(List.of("a"), ALL.ofLength(2).streams());
    }

    @Test
    void streamsAreChosenById() {
        assertEquals(List.of("b"), ALL.only(List.of("b")).streams());
        assertThrows(IllegalArgumentException.class, () -> ALL.only(List.of("b", "c")));
    }

    @Test
    void pointsOfAnotherWidthAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Trajectories(List.of("x", "y"), ALL.pieces()));
    }
}
