package io.millrace.model;

import io.millrace.keras.TrainingConfig;
import io.millrace.network.Architecture;
import io.millrace.training.OutputLoss;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Huber;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Losses;
import io.millrace.training.loss.Metric;
import io.millrace.training.optimizer.Adagrad;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.Optimizer;
import io.millrace.training.optimizer.RmsProp;
import io.millrace.training.optimizer.Sgd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code compile} was told, here or in Keras.
 *
 * @param losses one, or one for each of the model's results
 * @param metrics by Keras' names
 * @param file as the model's file has it, and shall have it again; empty where it was compiled here
 */
record Compiled(
        Optimizer optimizer,
        GradientClipping clipping,
        List<OutputLoss> losses,
        List<String> metrics,
        Optional<TrainingConfig> file) {
    Compiled {
        losses = List.copyOf(losses);
        metrics = List.copyOf(metrics);
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("compile: expected a loss, found none");
        }
    }

    Compiled(Optimizer optimizer, List<OutputLoss> losses, List<String> metrics) {
        this(optimizer, GradientClipping.none(), losses, metrics, Optional.empty());
    }

    /** As a file has it. Errors: what is not known here, or not done as Keras does it, is refused. */
    static Compiled of(TrainingConfig config) {
        TrainingSettings settings = CompiledTraining.settings(config);
        return new Compiled(
                settings.optimizer(),
                settings.clipping(),
                List.of(new OutputLoss(settings.loss())),
                config.metrics(),
                Optional.of(config));
    }

    TrainingSettings settings(Architecture architecture) {
        Loss first = losses.get(0).loss();
        int width = architecture.shape(architecture.results().get(0)).width();
        List<Metric> figures = metrics.stream()
                .map(name -> (Metric) new Named(name, Losses.metricNamed(name, first, width)))
                .toList();
        TrainingSettings settings =
                new TrainingSettings(first, optimizer).withClipping(clipping).withMetrics(figures);
        return losses.size() == 1 ? settings : settings.withOutputs(losses);
    }

    /**
     * For a file, which has one loss; what was compiled here has a constant rate in it.
     *
     * @param updates made so far; a rate that changes is written as it is then
     */
    TrainingConfig config(long updates) {
        return file.orElseGet(() -> compiledHere(updates));
    }

    private TrainingConfig compiledHere(long updates) {
        Map<String, Double> settings = new TreeMap<>();
        settings.put("learning_rate", optimizer.learningRate().at(updates));
        if (optimizer instanceof Sgd sgd) {
            settings.put("momentum", sgd.momentum());
            settings.put("nesterov", flag(sgd.nesterov()));
        } else if (optimizer instanceof Adagrad adagrad) {
            settings.put("initial_accumulator_value", adagrad.initialAccumulator());
            settings.put("epsilon", adagrad.epsilon());
        } else if (optimizer instanceof RmsProp rmsProp) {
            settings.put("rho", rmsProp.rho());
            settings.put("momentum", rmsProp.momentum());
            settings.put("epsilon", rmsProp.epsilon());
            settings.put("centered", flag(rmsProp.centered()));
        } else if (optimizer instanceof Adam adam) {
            settings.put("beta_1", adam.beta1());
            settings.put("beta_2", adam.beta2());
            settings.put("epsilon", adam.epsilon());
            settings.put("amsgrad", flag(adam.amsgrad()));
            if (adam.weightDecay() > 0) {
                settings.put("weight_decay", adam.weightDecay());
            }
        }
        Loss loss = losses.get(0).loss();
        return new TrainingConfig(
                optimizer.kerasName(), settings, Optional.empty(), loss.kerasName(), lossSettings(loss), metrics);
    }

    /** Where they are not Keras' defaults; {@link CompiledTraining} reads them. */
    private static Map<String, String> lossSettings(Loss loss) {
        if (loss instanceof Huber huber && huber.delta() != new Huber().delta()) {
            return Map.of("delta", Double.toString(huber.delta()));
        }
        if (loss instanceof CategoricalCrossentropy categorical && categorical.labelSmoothing() != 0) {
            return Map.of("label_smoothing", Double.toString(categorical.labelSmoothing()));
        }
        return Map.of();
    }

    private static double flag(boolean value) {
        return value ? 1 : 0;
    }

    /** Reported by the name that the user gave it: accuracy is accuracy, whichever kind the loss asks for. */
    private record Named(String kerasName, Metric metric) implements Metric {
        @Override
        public int sums() {
            return metric.sums();
        }

        @Override
        public void add(float[] outputs, int at, int width, float[] targets, int targetAt, double[] sums, int sumsAt) {
            metric.add(outputs, at, width, targets, targetAt, sums, sumsAt);
        }

        @Override
        public double result(double[] sums, int sumsAt, long rows) {
            return metric.result(sums, sumsAt, rows);
        }
    }
}
