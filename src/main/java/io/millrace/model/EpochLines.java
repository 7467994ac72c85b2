package io.millrace.model;

import io.millrace.training.EpochReport;
import io.millrace.training.Progress;
import io.millrace.training.TrainingListener;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A training as Keras prints it, a line an epoch. */
public final class EpochLines implements TrainingListener {
    private final Consumer<String> out;
    private int epochs;

    /** @param out takes each line, without its end */
    public EpochLines(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void updated(Progress progress) {
        epochs = progress.epochs();
    }

    @Override
    public void epochEnded(EpochReport report) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "Epoch %d/%d  %.1f s", report.epoch(), epochs, report.seconds()));
        append(line, "loss", report.loss());
        append(line, "", report.metrics());
        report.validation().ifPresent(held -> {
            append(line, "val_loss", held.loss());
            append(line, "val_", held.metrics());
        });
        out.accept(line.toString());
    }

    private static void append(StringBuilder line, String prefix, Map<String, Double> metrics) {
        metrics.forEach((name, value) -> append(line, prefix + name, value));
    }

    private static void append(StringBuilder line, String name, double value) {
        line.append(String.format(Locale.ROOT, "  %s %.4f", name, value));
    }
}
