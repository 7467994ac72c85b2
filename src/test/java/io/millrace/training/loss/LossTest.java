package io.millrace.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.network.kernel.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses against numbers that Keras 3 gives, which it prints with about seven digits. */
class LossTest {
    private static final float[] Y = {0, 1, 2, 3, 0, -1}; // [2, 3]
    private static final float[] P = {.5f, 1, 1, 2, .2f, -2};

    @ParameterizedTest
    @CsvSource({
        "mse, .4166667, .68",
        "mae, .5, .7333333",
        "mape, 1.6666669e8, 6.6666712e7",
        "msle, .1096013, .0386674",
        "huber, .2083333, .34",
        "log_cosh, .1846318, .29581"
    })
    void regressionLossesAreThoseOfKeras(String name, double first, double second) {
        Loss loss = Losses.named(name);
        assertEquals(first, loss.value(P, 0, 3, Y, 0), 3e-7 * Math.max(1, first));
        assertEquals(second, loss.value(P, 3, 3, Y, 3), 3e-7 * Math.max(1, second));
    }

    @Test
    void categoricalCrossentropyNormalisesClipsAndSmoothes() {
        float[] p = {.1f, 0, .6f, 0, 1, 0};
        float[] t = {0, 1, 0, 0, 1, 0};
        Loss plain = new CategoricalCrossentropy();
        assertEquals(16.118095, plain.value(p, 0, 3, t, 0), 1e-6);
        assertEquals(1e-7, plain.value(p, 3, 3, t, 3), 2e-8); // Keras' own 1 − 1e-7 is a float, 1 − 1.19e-7
        Loss smooth = new CategoricalCrossentropy(.1);
        assertEquals(15.113558, smooth.value(p, 0, 3, t, 0), 1e-6);
        assertEquals(1.0745399, smooth.value(p, 3, 3, t, 3), 1e-6);
    }

    @Test
    void binaryCrossentropyClips() {
        float[] p = {.1f, 0, .6f, 0, 1, 0};
        float[] t = {0, 1, 0, 0, 1, 0};
        Loss loss = Losses.named("BinaryCrossentropy");
        assertEquals(5.7132487, loss.value(p, 0, 3, t, 0), 1e-6);
    }

    @Test
    void sparseAgreesWithCategorical() {
        float[] p = {.1f, .3f, .6f};
        assertEquals(
                new CategoricalCrossentropy().value(p, 0, 3, new float[] {0, 1, 0}, 0),
                new SparseCategoricalCrossentropy().value(p, 0, 3, new float[] {1}, 0),
                1e-7);
    }

    @Test
    void accuracyMeansWhatTheTargetsMean() {
        float[] p = {.1f, .3f, .6f};
        RowMetric categorical = (RowMetric) Losses.metricNamed("accuracy", new CategoricalCrossentropy(), 3);
        assertEquals(1, categorical.value(p, 0, 3, new float[] {0, 0, 1}, 0));
        assertEquals(0, categorical.value(p, 0, 3, new float[] {0, 1, 0}, 0));
        RowMetric sparse = (RowMetric) Losses.metricNamed("acc", new SparseCategoricalCrossentropy(), 3);
        assertEquals(1, sparse.value(p, 0, 3, new float[] {2}, 0));
        RowMetric binary = (RowMetric) Losses.metricNamed("accuracy", new BinaryCrossentropy(), 3);
        assertEquals(2 / 3.0, binary.value(p, 0, 3, new float[] {1, 0, 1}, 0), 1e-12);
    }

    @Test
    void aLossRefusesOutputsThatAreNoProbabilities() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> new CategoricalCrossentropy().requireFit(Activation.LINEAR));
        assertEquals(
                "loss categorical_crossentropy: expected softmax as the last layer's activation, found linear;"
                        + " change one of the two",
                refusal.getMessage());
    }

    @Test
    void aClassThatDoesNotExistIsRefused() {
        Loss loss = new SparseCategoricalCrossentropy();
        assertThrows(IllegalArgumentException.class, () -> loss.requireTargets(3, new float[] {0, 3}));
        assertThrows(IllegalArgumentException.class, () -> loss.requireTargets(3, new float[] {0.5f}));
    }

    /** Unfused, as behind a SimpleRNN with softmax: against central differences of the values. */
    @ParameterizedTest
    @CsvSource({"categorical_crossentropy, 3", "sparse_categorical_crossentropy, 1", "binary_crossentropy, 3"})
    void crossentropiesHaveAGradientByTheOutputsToo(String name, int targetWidth) {
        Loss loss = Losses.named(name);
        float[] p = {.2f, .3f, .5f};
        float[] t = targetWidth == 1 ? new float[] {1} : new float[] {.1f, .7f, .2f};
        float[] gradient = p.clone();
        loss.gradient(gradient, 0, 3, t, 0, 1f);
        float delta = 0x1p-10f; // outputs are floats: with this step the difference is good to some 1e-4
        for (int j = 0; j < 3; j++) {
            float[] above = p.clone();
            above[j] += delta;
            float[] below = p.clone();
            below[j] -= delta;
            double slope = (loss.value(above, 0, 3, t, 0) - loss.value(below, 0, 3, t, 0)) / (2 * delta);
            assertEquals(slope, gradient[j], 2e-4);
        }
    }

    @Test
    void anUnknownLossIsRefusedWithThoseThereAre() {
        String message = assertThrows(IllegalArgumentException.class, () -> Losses.named("hinge2"))
                .getMessage();
        assertEquals(true, message.startsWith("loss: expected one of [") && message.endsWith("found hinge2"), message);
    }

    @Test
    void hingesAreThoseOfKeras() {
        float[][] p = {{.5f, 1, 1}, {2, .2f, -2}};
        float[][] y = {{0, 1, 2}, {3, 0, -1}};
        for (Hinge hinge : Hinge.values()) {
            for (int row = 0; row < 2; row++) {
                assertEquals(1 / 3.0, hinge.value(p[row], 0, 3, y[row], 0), 1e-6);
            }
        }
        float[] binary = {0, 1, 1};
        assertEquals((1 + 0 + 0) / 3.0, Hinge.HINGE.of(false).value(p[0], 0, 3, binary, 0), 1e-6);
        assertEquals((1.5 + 0 + 0) / 3, Hinge.HINGE.of(true).value(p[0], 0, 3, binary, 0), 1e-6);
        float[] gradient = p[0].clone();
        Hinge.SQUARED_HINGE.of(true).gradient(gradient, 0, 3, binary, 0, 1);
        assertEquals(2 * 1.5 / 3, gradient[0], 1e-6);
        assertEquals(0, gradient[1], 0f);
    }

    @Test
    void metricsThatAreNoMeansAreMadeOfSums() {
        float[] p = {.9f, .8f, .1f, .2f};
        float[] y = {1, 0, 1, 0};
        double[] sums = new double[3];
        Detection.F1.add(p, 0, 4, y, 0, sums, 0);
        assertEquals(0.5, Detection.PRECISION.result(sums, 0, 1));
        assertEquals(0.5, Detection.RECALL.result(sums, 0, 1));
        assertEquals(0.5, Detection.F1.result(sums, 0, 1));
        Metric perplexity = Losses.metricNamed("perplexity", new SparseCategoricalCrossentropy(), 4);
        double[] sum = new double[1];
        perplexity.add(new float[] {.25f, .25f, .25f, .25f}, 0, 4, new float[] {2}, 0, sum, 0);
        assertEquals(4, perplexity.result(sum, 0, 1), 1e-6);
        assertEquals(1, new TopK(2, true).value(p, 0, 4, new float[] {1}, 0));
        assertEquals(0, new TopK(1, true).value(p, 0, 4, new float[] {1}, 0));
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(new float[] {.9f, .1f}, 0, 0);
        matrix.add(new float[] {.9f, .1f}, 0, 1);
        matrix.add(new float[] {.1f, .9f}, 0, 1);
        assertEquals(1, matrix.count(1, 0));
        assertEquals(0.5, matrix.precision(0));
        assertEquals(0.5, matrix.recall(1));
        assertEquals(2 / 3.0, matrix.f1(1), 1e-12);
        assertEquals(2 / 3.0, matrix.accuracy(), 1e-12);
    }
}
