package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import io.millrace.network.Weights;
import io.millrace.training.optimizer.Optimizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One training, from its first epoch, or the one after a checkpoint, to its end. */
final class TrainingRun {
    private final TrainingSettings settings;
    private final InstantSource clock;
    private final TrainingListener listener;
    private final Architecture architecture;
    private final List<Parameter> shapes;
    private final float[] parameters;
    private final ShardedPass pass;
    private final Optimizer.State optimizer;
    private final List<EpochReport> epochs = new ArrayList<>();
    private final float[] best; // the best epoch's parameters
    private final LossWatch watch;
    private final LossWatch plateau;
    private int bestEpoch;

    /** @param parameters the array that the pass reads */
    TrainingRun(
            TrainingSettings settings,
            InstantSource clock,
            TrainingListener listener,
            Architecture architecture,
            float[] parameters,
            ShardedPass pass) {
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
        this.architecture = architecture;
        this.parameters = parameters;
        this.pass = pass;
        shapes = architecture.parameters();
        optimizer = settings.optimizer().start(parameters.length);
        best = parameters.clone();
        watch = new LossWatch(
                settings.earlyStopping().map(EarlyStopping::minimumDelta).orElse(0.0));
        plateau = new LossWatch(
                settings.plateau().map(ReduceOnPlateau::minimumDelta).orElse(0.0));
    }

    /** Goes on where the checkpoint was made. */
    void resume(Checkpoint checkpoint) {
        System.arraycopy(checkpoint.best().toArray(), 0, best, 0, best.length);
        optimizer.restore(checkpoint.updates(), checkpoint.slots());
        pass.resumeAt(checkpoint.updates());
        pass.restoreStates(checkpoint.states());
        for (EpochReport report : checkpoint.epochs()) {
            epochs.add(report);
            if (watch.isBetter(report.comparedLoss())) {
                bestEpoch = report.epoch();
            }
            reduceOnPlateau(report);
        }
        optimizer.scaleRate(checkpoint.rateScale());
    }

    Trained train(List<TrainingSet> sets, List<TrainingSet> validation) {
        Instant start = clock.instant();
        Random random = new Random(settings.seed());
        Epoch data = new Epoch(settings, sets);
        Epoch held = new Epoch(settings, validation);
        for (int done = 0; settings.shuffle() && done < epochs.size(); done++) {
            data.shuffle(random);
        }
        TrainingReport.End end = TrainingReport.End.ALL_EPOCHS;
        while (epochs.size() < settings.epochs() && end == TrainingReport.End.ALL_EPOCHS) {
            if (settings.shuffle()) {
                data.shuffle(random);
            }
            end = epoch(data, held);
        }
        if (settings.earlyStopping().isPresent()
                && settings.earlyStopping().get().restoreBest()
                && bestEpoch > 0) {
            System.arraycopy(best, 0, parameters, 0, best.length);
        }
        TrainingReport report = new TrainingReport(
                settings, TrainingSet.shape(sets), parameters.length, epochs, bestEpoch, end, secondsSince(start));
        return new Trained(new Weights(architecture, parameters), report, optimizer.steps(), optimizer.slots());
    }

    private TrainingReport.End epoch(Epoch data, Epoch held) {
        Instant start = clock.instant();
        Sums sums = pass.newSums();
        int epoch = epochs.size() + 1;
        Updates updates = new Updates(data.updates(), epoch, sums);
        if (!data.forEachWindow(pass, updates::update)) {
            return TrainingReport.End.CANCELLED;
        }
        requireFiniteParameters(epoch, updates.made);
        Optional<Evaluation> judged = held.updates() == 0 ? Optional.empty() : Optional.of(held.evaluate(pass));
        double rate = settings.optimizer().learningRate().at(Math.max(0, optimizer.steps() - 1));
        EpochReport report = new EpochReport(
                epoch, sums.loss(), sums.metrics(), judged, optimizer.rateScale() * rate, secondsSince(start));
        epochs.add(report);
        listener.epochEnded(report);
        boolean better = watch.isBetter(report.comparedLoss());
        if (better) {
            bestEpoch = epoch;
            System.arraycopy(parameters, 0, best, 0, best.length);
        }
        reduceOnPlateau(report);
        listener.checkpoint(better, this::checkpoint);
        int patience = settings.earlyStopping().map(EarlyStopping::patience).orElse(Integer.MAX_VALUE);
        return watch.hasWaited(patience) ? TrainingReport.End.NO_LONGER_BETTER : TrainingReport.End.ALL_EPOCHS;
    }

    private void reduceOnPlateau(EpochReport report) {
        if (settings.plateau().isEmpty() || plateau.isBetter(report.comparedLoss())) {
            return;
        }
        ReduceOnPlateau reduction = settings.plateau().get();
        if (plateau.hasWaited(reduction.patience())) {
            plateau.restart();
            double rate = Math.max(reduction.minimum(), report.learningRate() * reduction.factor());
            optimizer.scaleRate(optimizer.rateScale() * Math.min(1, rate / report.learningRate()));
        }
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                new Weights(architecture, parameters),
                new Weights(architecture, best),
                optimizer.steps(),
                optimizer.slots().stream().map(float[]::clone).toList(),
                optimizer.rateScale(),
                pass.copyStates(),
                epochs);
    }

    private void requireFiniteParameters(int epoch, int update) {
        for (float parameter : parameters) {
            if (!Float.isFinite(parameter)) {
                throw new TrainingDivergedException("weights", parameter, epoch, update);
            }
        }
    }

    private double secondsSince(Instant start) {
        return Duration.between(start, clock.instant()).toNanos() / 1e9;
    }

    /** The updates of one epoch. */
    private final class Updates {
        private final int all;
        private final int epoch;
        private final Sums sums;
        private int made;

        Updates(int all, int epoch, Sums sums) {
            this.all = all;
            this.epoch = epoch;
            this.sums = sums;
        }

        /** Returns whether to go on. */
        boolean update(TrainingSet set, Window window) {
            made++;
            Sums batch = pass.run(set, window, true);
            if (!Double.isFinite(batch.loss())) {
                throw new TrainingDivergedException("loss", batch.loss(), epoch, made);
            }
            sums.add(batch);
            if (pass.counted() > 0) {
                settings.clipping().apply(pass.gradient(), shapes);
                optimizer.update(parameters, pass.gradient());
                pass.parametersChanged();
            }
            listener.updated(new Progress(epoch, settings.epochs(), made, all, sums.loss()));
            return !listener.isCancelled();
        }
    }
}
