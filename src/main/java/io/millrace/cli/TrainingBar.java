package io.millrace.cli;

import io.millrace.training.EpochReport;
import io.millrace.training.Progress;
import io.millrace.training.TrainingListener;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A training as a bar on the terminal: how far, the loss, the time left. */
final class TrainingBar implements TrainingListener, AutoCloseable {
    private static final long STEPS = 1000;

    private final ProgressBar bar;
    private String validation = "";

    TrainingBar() {
        bar = new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
        bar.setExtraMessage("");
    }

    @Override
    public void updated(Progress progress) {
        bar.stepTo(Math.round(progress.fractionDone() * STEPS));
        bar.setExtraMessage(String.format(
                Locale.ROOT,
                "epoch %d/%d, loss %.5f%s",
                progress.epoch(),
                progress.epochs(),
                progress.loss(),
                validation));
    }

    @Override
    public void epochEnded(EpochReport report) {
        report.validation()
                .ifPresent(held -> validation = String.format(Locale.ROOT, ", validation %.5f", held.loss()));
    }

    @Override
    public void close() {
        bar.close();
    }
}
