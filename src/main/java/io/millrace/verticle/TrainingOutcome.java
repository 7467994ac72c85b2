package io.millrace.verticle;

import io.millrace.kafka.InputReplay;
import io.millrace.kafka.PublishedModel;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.retrain.Contender;
import io.millrace.retrain.Verdict;
import io.millrace.stream.Champion;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came of one training, as it is published: the model with its origin, if it was promoted. */
record TrainingOutcome(
        RetrainerSettings settings,
        long version,
        Optional<Champion.Reign> champion,
        InputReplay.Window window,
        Verdict verdict) {

    TrainingOutcome with(Verdict other) {
        return new TrainingOutcome(settings, version, champion, window, other);
    }

    Optional<PublishedModel> published() {
        return verdict.challenger().map(this::published);
    }

    private PublishedModel published(Contender winner) {
        return published(settings.model(), winner, version, origin());
    }

    /** @param origin what anyone should know of the model */
    static PublishedModel published(String name, Contender winner, long version, Map<String, String> origin) {
        KerasModel file = new KerasModel(winner.model(), winner.version()).withProvenance(origin);
        file = winner.target().isPresent()
                ? file.withEncoding(winner.encoding(), winner.target().get())
                : file.withEncoding(winner.encoding());
        return new PublishedModel(name, version, KerasModelFile.toBytes(file), origin);
    }

    /** What anyone should know of the model, in its file and in the record's headers. */
    private Map<String, String> origin() {
        return Map.of(
                "score", Double.toString(verdict.challengerError()),
                "championScore", Double.toString(verdict.championError()),
                "baselineScore", Double.toString(verdict.baselineError()),
                "parent",
                        champion.map(reign -> reign.task().model().id().version())
                                .orElse("none"),
                "window", new TreeMap<>(window.begins()) + " to " + new TreeMap<>(window.ends()),
                "seed", Long.toString(settings.seed()),
                "configuration", settings.configuration(),
                "code", settings.code());
    }
}
