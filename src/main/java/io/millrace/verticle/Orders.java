package io.millrace.verticle;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What a retrainer was told to do from any thread, the newest of each kind, until its own thread takes it. */
final class Orders {
    private final AtomicBoolean training = new AtomicBoolean();
    private final AtomicBoolean end = new AtomicBoolean();
    private final AtomicLong rollback = new AtomicLong(); // version; 0: none
    private final AtomicReference<byte[]> file = new AtomicReference<>(); // null: none

    void train() {
        training.set(true);
    }

    void end() {
        end.set(true);
    }

    void rollBack(long version) {
        rollback.set(version);
    }

    void publish(byte[] kerasFile) {
        file.set(kerasFile);
    }

    boolean takeTraining() {
        return training.getAndSet(false);
    }

    /** Whether the training at hand is to be ended; it stays so until it has. */
    boolean endsTraining() {
        return end.get();
    }

    /** Whether the training at hand was ended so; the next one is not. */
    boolean takeEnd() {
        return end.getAndSet(false);
    }

    OptionalLong takeRollback() {
        long version = rollback.getAndSet(0);
        return version == 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    Optional<byte[]> takeFile() {
        return Optional.ofNullable(file.getAndSet(null));
    }
}
