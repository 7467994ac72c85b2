package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TrainingSetTest {
    private static final TrainingSet.Shape SHAPE = new TrainingSet.Shape(2, 3, 2, 1, true);

    private static String refusal(Runnable wrong) {
        return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
    }

    @Test
    void aNumberThatIsNotFiniteIsNamedByItsPlace() {
        float[] inputs = new float[12];
        inputs[9] = Float.NaN;
        assertEquals(
                "inputs: expected finite numbers, found NaN at sequence 1, step 1, component 1;"
                        + " mend or leave out the sequence",
                refusal(() -> new TrainingSet(SHAPE, inputs, new float[6])));
    }

    @Test
    void emptyDataAndWrongLengthsAreRefused() {
        assertEquals(
                "training set: expected at least one sequence, step, feature and target,"
                        + " found 0 sequences of 3 steps, 2 features, 1 targets",
                refusal(() -> new TrainingSet.Shape(0, 3, 2, 1, true)));
        assertEquals(
                "targets: expected 6 floats for " + SHAPE + ", found 5",
                refusal(() -> new TrainingSet(SHAPE, new float[12], new float[5])));
        TrainingSet set = new TrainingSet(SHAPE, new float[12], new float[6]);
        assertEquals("lengths: expected 1 to 3, found 4", refusal(() -> set.withLengths(new int[] {1, 4})));
        assertEquals("lengths: expected 2, found 1", refusal(() -> set.withLengths(new int[] {1})));
        assertEquals("weights: expected at least 0, found -1.0", refusal(() -> set.withWeights(new float[] {-1})));
    }

    @Test
    void aRangeIsItsSequencesWithAllThatIsTheirs() {
        float[] inputs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        float[] targets = {0, 1, 2, 3, 4, 5};
        TrainingSet set = new TrainingSet(SHAPE, inputs, targets)
                .withWeights(new float[] {1, 1, 1, 2, 2, 2})
                .withLengths(new int[] {3, 2});
        TrainingSet second = set.range(1, 2);
        float[] input = new float[2];
        System.arraycopy(second.inputs().get(0).values(), input.length, input, 0, input.length);
        assertArrayEquals(new float[] {8, 9}, input);
        assertArrayEquals(new float[] {3, 4, 5}, second.targets().get(0).values());
        assertEquals(2, second.weight(0, 0, 1));
        assertEquals(0, second.weight(0, 0, 2)); // beyond its end
    }

    @Test
    void theLastPartIsForValidation() {
        TrainingSet set = new TrainingSet(new TrainingSet.Shape(10, 1, 1, 1, true), new float[10], new float[10]);
        assertEquals(8, set.splitAt(0.2));
        assertThrows(IllegalArgumentException.class, () -> set.splitAt(0));
        assertThrows(IllegalArgumentException.class, () -> set.splitAt(0.99));
    }
}
