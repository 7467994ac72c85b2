package io.millrace.kafka;

import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Requests about single streams, from any thread, which a loop answers between two transactions. What a request changes is
 * answered once it is committed.
 */
public final class StreamMailbox {
    /** A stream as it is held. */
    public record Held(int partition, StreamKey stream, StreamSnapshot snapshot) {}

    private record Letter(StreamKey stream, boolean resets, CompletableFuture<Optional<Held>> answer) {}

    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final List<Runnable> uncommitted = new ArrayList<>(); // answers, of the loop's thread

    /** The stream's state; empty: this loop does not hold it. */
    public CompletableFuture<Optional<Held>> find(StreamKey stream) {
        return send(stream, false);
    }

    /** Forgets the stream, in a transaction; its state as it was, or empty: this loop does not hold it. */
    public CompletableFuture<Optional<Held>> reset(StreamKey stream) {
        return send(stream, true);
    }

    private CompletableFuture<Optional<Held>> send(StreamKey stream, boolean resets) {
        CompletableFuture<Optional<Held>> answer = new CompletableFuture<>();
        letters.add(new Letter(stream, resets, answer));
        return answer;
    }

    /**
     * No transaction is open.
     *
     * @param forget takes the streams that shall be forgotten
     */
    void answer(StreamStates states, Consumer<Held> forget) {
        uncommitted.forEach(Runnable::run);
        uncommitted.clear();
        for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
            answer(letter, states, forget);
        }
    }

    private void answer(Letter letter, StreamStates states, Consumer<Held> forget) {
        if (letter.answer.isDone()) {
            return; // whoever asked has gone
        }
        Optional<Held> held = states.wholePartitions().stream()
                .flatMap(partition -> states.snapshot(partition, letter.stream).stream()
                        .map(snapshot -> new Held(partition, letter.stream, snapshot)))
                .findFirst();
        if (letter.resets && held.isPresent()) {
            forget.accept(held.get());
            uncommitted.add(() -> letter.answer.complete(held));
        } else {
            letter.answer.complete(held);
        }
    }

    /** The session is over: what it has not committed did not happen, and is asked of the next. */
    void giveUp() {
        uncommitted.clear(); // whoever asked runs out of patience
    }
}
