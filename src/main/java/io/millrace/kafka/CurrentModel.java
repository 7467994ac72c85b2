package io.millrace.kafka;

import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model with which a processor serves, until it looks for the next. */
final class CurrentModel {
    private static final Logger log = LoggerFactory.getLogger(CurrentModel.class);

    private static final String GENERATION = "model"; // the note of a partition's generation of models

    private final Champion champion;
    private Champion.Reign reign;

    CurrentModel(Champion champion) {
        this.champion = champion;
        reign = champion.newest();
    }

    StreamTask task() {
        return reign.task();
    }

    /** Whether a newer one waits to take over. */
    boolean isOutdated() {
        return champion.newest().generation() > reign.generation();
    }

    void takeNewest() {
        String last = version();
        reign = champion.newest();
        log.info("{}: version {} takes over from {}", task().model().id().name(), version(), last);
    }

    private String version() {
        return task().model().id().version();
    }

    /** Of the version: what tells it from another. */
    long checksum() {
        CRC32C checksum = new CRC32C();
        checksum.update(version().getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }

    /** Notes which generation serves. */
    void note(PartitionNotes notes) {
        if (!champion.isForGood()) {
            notes.put(GENERATION, reign.generation());
        }
    }

    /** Errors: a model older than the one that the partition was served with, which has not come here yet. */
    void requireNotOlder(int partition, PartitionNotes notes) {
        long least = notes.get(GENERATION).orElse(0);
        if (!champion.isForGood() && least > reign.generation()) {
            throw new KafkaException("partition " + partition + ": expected model "
                    + task().model().id().name() + " of version " + least + " or newer, as served before, found "
                    + version() + "; waits for the models topic");
        }
    }
}
