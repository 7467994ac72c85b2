package io.millrace.verticle;

import io.millrace.kafka.ModelFollower;
import io.millrace.kafka.PublishedModel;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.retrain.RetrainObserver;
import io.millrace.stream.Canary;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The champion of a model that is published on the models topic: that of its file, if it has one, until a newer comes. A
 * published model is read, and found to fit, before anyone serves with it.
 */
public final class FollowedModel implements ModelFollower.Sink {
    private static final int LONGEST_NUMBER = 9; // digits: longer ones are the beginning of a hash

    private final Function<KerasModel, StreamTask> tasks;
    private final RetrainObserver observer;
    private final CompletableFuture<Champion> champion = new CompletableFuture<>();

    /**
     * @param file what serves before anything is published
     * @param tasks makes of a model what a loop serves, or refuses it
     */
    public FollowedModel(Optional<StreamTask> file, Function<KerasModel, StreamTask> tasks, RetrainObserver observer) {
        this.tasks = tasks;
        this.observer = observer;
        file.ifPresent(task -> champion.complete(Champion.of(generation(task), task)));
        file.ifPresent(task -> observer.serving(generation(task)));
    }

    /** A file's version counts if it is a number; any other is older than all that are published. */
    private static long generation(StreamTask task) {
        String version = task.model().id().version();
        return version.matches("\\d{1," + LONGEST_NUMBER + "}") ? Long.parseLong(version) : 0;
    }

    /** Completes when there is a model. */
    public CompletableFuture<Champion> champion() {
        return champion.copy();
    }

    /** What serves now. */
    public Optional<Champion.Reign> reign() {
        return champion.isDone() ? Optional.of(champion.join().newest()) : Optional.empty();
    }

    /** What a loop would serve. Errors: an IllegalArgumentException for a model that cannot serve. */
    StreamTask task(PublishedModel model) {
        String version = Long.toString(model.generation());
        KerasModel file = KerasModelFile.read(model.file(), model.name() + " version " + version);
        for (float weight : file.network().weights().toArray()) {
            if (!Float.isFinite(weight)) {
                throw new IllegalArgumentException("version " + version + ": expected finite weights, found " + weight);
            }
        }
        return tasks.apply(file.withVersion(version));
    }

    @Override
    public void published(PublishedModel model) {
        StreamTask task = task(model);
        if (model.share() < 1) {
            if (champion.isDone()) { // else there is nothing that it could be beside
                champion.join().offer(new Canary(model.generation(), task, model.share()));
            }
            return;
        }
        boolean serves = champion.complete(Champion.of(model.generation(), task))
                || champion.join().offer(model.generation(), task);
        if (serves) {
            observer.serving(model.generation());
        }
    }

    @Override
    public void refused(String why) {
        observer.refused();
    }
}
