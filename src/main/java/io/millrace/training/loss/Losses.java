package io.millrace.training.loss;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Losses and metrics by the names that Keras knows them by. */
public final class Losses {
    private static final Map<String, Loss> BY_NAME = byName();

    private Losses() {}

    /** The loss of that name, with Keras' defaults; short names such as mse too. */
    public static Loss named(String name) {
        Loss loss = BY_NAME.get(snakeCase(name));
        if (loss == null) {
            throw new IllegalArgumentException("loss: expected one of " + BY_NAME.keySet() + ", found " + name);
        }
        return loss;
    }

    /** The metric of that name beside the given loss: any loss, accuracy or one of its kinds, top-k accuracy (k = 5), and the rest. */
    public static Metric metricNamed(String name, Loss loss, int outputs) {
        String wanted = snakeCase(name);
        if (List.of("accuracy", "acc").contains(wanted)) {
            return Accuracy.beside(loss, outputs);
        }
        for (Accuracy accuracy : Accuracy.values()) {
            if (accuracy.kerasName().equals(wanted)) {
                return accuracy;
            }
        }
        for (Detection detection : Detection.values()) {
            if (detection.kerasName().equals(wanted)) {
                return detection;
            }
        }
        for (boolean sparse : new boolean[] {true, false}) {
            if (new TopK(5, sparse).kerasName().equals(wanted)) {
                return new TopK(5, sparse);
            }
        }
        if (wanted.equals("perplexity")) {
            return new Perplexity(loss);
        }
        if (!BY_NAME.containsKey(wanted)) {
            throw new IllegalArgumentException("metric: expected accuracy, precision, recall, f1_score, perplexity,"
                    + " top_k_categorical_accuracy or one of " + BY_NAME.keySet() + ", found " + name);
        }
        return BY_NAME.get(wanted);
    }

    /** Files have MeanSquaredError beside mean_squared_error. */
    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Map<String, Loss> byName() {
        Map<String, Loss> losses = new TreeMap<>();
        for (Loss loss : RegressionLoss.values()) {
            losses.put(loss.kerasName(), loss);
        }
        for (Loss loss : List.of(
                new Huber(),
                new CategoricalCrossentropy(),
                new SparseCategoricalCrossentropy(),
                new BinaryCrossentropy(),
                Hinge.HINGE,
                Hinge.SQUARED_HINGE)) {
            losses.put(loss.kerasName(), loss);
        }
        losses.put("mse", RegressionLoss.MEAN_SQUARED_ERROR);
        losses.put("mae", RegressionLoss.MEAN_ABSOLUTE_ERROR);
        losses.put("mape", RegressionLoss.MEAN_ABSOLUTE_PERCENTAGE_ERROR);
        losses.put("msle", RegressionLoss.MEAN_SQUARED_LOGARITHMIC_ERROR);
        losses.put("logcosh", RegressionLoss.LOG_COSH);
        return Collections.unmodifiableMap(losses);
    }
}
