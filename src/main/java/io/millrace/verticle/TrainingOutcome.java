package io.millrace.verticle;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.kafka.InputReplay;
import io.millrace.kafka.PublishedModel;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.retrain.Contender;
import io.millrace.retrain.Triggers;
import io.millrace.retrain.Verdict;
import io.millrace.stream.Champion;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came of one training, as it is published: the model with its origin, if it was promoted, and the event in any case. */
record TrainingOutcome(
        Retrainer.Settings settings,
        Triggers.Reason reason,
        long version,
        Optional<Champion.Reign> champion,
        InputReplay.Window window,
        Verdict verdict) {

    Optional<PublishedModel> published() {
        return verdict.challenger().map(this::published);
    }

    private PublishedModel published(Contender winner) {
        Map<String, String> origin = origin();
        KerasModel file = new KerasModel(winner.model(), winner.version())
                .withEncoding(winner.encoding())
                .withProvenance(origin);
        return new PublishedModel(settings.model(), version, KerasModelFile.toBytes(file), origin);
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
                "code", settings.code());
    }

    /** JSON. */
    String event() {
        return """
                {"event":"%s","version":"%d","reason":"%s","challenger":%s,"champion":%s,"baseline":%s,"detail":"%s"}""".formatted(
                        verdict.outcome(),
                        version,
                        reason,
                        number(verdict.challengerError()),
                        number(verdict.championError()),
                        number(verdict.baselineError()),
                        String.valueOf(JsonStringEncoder.getInstance().quoteAsString(verdict.reason())));
    }

    static String rollbackEvent(PublishedModel again, long to) {
        return "{\"event\":\"ROLLBACK\",\"version\":\"%d\",\"to\":\"%d\"}".formatted(again.generation(), to);
    }

    static String uploadEvent(PublishedModel model) {
        return "{\"event\":\"UPLOAD\",\"version\":\"%d\"}".formatted(model.generation());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }
}
