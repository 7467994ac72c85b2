package io.millrace.kafka;

import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model with which a processor serves, until it looks for the next. */
final class CurrentModel {
    private static final Logger log = LoggerFactory.getLogger(CurrentModel.class);

    private static final String GENERATION = "model"; // the note of a partition's generation of models
    private static final String MADE = "made"; // that of the version since its checkpoint, a checksum
    private static final String TRIED = "tried"; // that of the canary's

    private final Champion champion;
    private Champion.Reign reign;

    CurrentModel(Champion champion) {
        this.champion = champion;
        reign = champion.newest();
    }

    StreamTask task() {
        return reign.task();
    }

    Champion.Reign reign() {
        return reign;
    }

    /** Whether a newer one waits to take over. */
    boolean isOutdated() {
        return champion.newest().newest() > reign.newest();
    }

    void takeNewest() {
        String last = version();
        reign = champion.newest();
        String name = task().model().id().name();
        reign.canary()
                .ifPresentOrElse(
                        canary -> log.info(
                                "{}: version {} serves a share of {} of the streams, {} the others",
                                name,
                                version(canary.task()),
                                canary.share(),
                                version()),
                        () -> log.info("{}: version {} takes over from {}", name, version(), last));
    }

    private String version() {
        return version(task());
    }

    private static String version(StreamTask task) {
        return task.model().id().version();
    }

    /** Of the version: what tells it from another. */
    private static long checksum(StreamTask task) {
        CRC32C checksum = new CRC32C();
        checksum.update(version(task).getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }

    /** What made the states that have changed since they were last written down. */
    record Made(long champion, OptionalLong canary) {
        /** @param otherwise where nothing is noted */
        static Made read(PartitionNotes notes, Made otherwise) {
            OptionalLong noted = notes.get(MADE);
            return noted.isEmpty() ? otherwise : new Made(noted.getAsLong(), notes.get(TRIED));
        }

        void note(PartitionNotes notes) {
            notes.put(MADE, champion);
            canary.ifPresent(checksum -> notes.put(TRIED, checksum));
        }
    }

    Made made() {
        return new Made(
                checksum(task()),
                reign.canary().stream()
                        .mapToLong(canary -> checksum(canary.task()))
                        .findFirst());
    }

    /** Notes which generation serves. */
    void note(PartitionNotes notes) {
        if (!champion.isForGood()) {
            notes.put(GENERATION, reign.newest());
        }
    }

    /** Errors: a model older than the one that the partition was served with, which has not come here yet. */
    void requireNotOlder(int partition, PartitionNotes notes) {
        long least = notes.get(GENERATION).orElse(0);
        if (!champion.isForGood() && least > reign.newest()) {
            throw new KafkaException("partition " + partition + ": expected model "
                    + task().model().id().name() + " of version " + least + " or newer, as served before, found "
                    + version() + "; waits for the models topic");
        }
    }
}
