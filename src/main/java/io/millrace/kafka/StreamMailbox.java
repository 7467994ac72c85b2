package io.millrace.kafka;

import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Requests about single streams, from any thread, which a loop answers between two transactions. What a request changes is
 * answered once it is committed.
 */
public final class StreamMailbox {
    /** A stream as it is held. */
    public record Held(int partition, StreamKey stream, StreamSnapshot snapshot) {}

    /** Makes the changes that are asked for, in a transaction. */
    interface Changes {
        /** Forgets a stream that is held. */
        void reset(int partition, StreamKey stream);

        /** Errors: IllegalArgumentException, and nothing has changed. */
        void put(int partition, StreamKey stream, StreamSnapshot snapshot);
    }

    private enum Wish {
        FIND,
        RESET,
        PUT
    }

    /** @param snapshot null unless it is to be put */
    private record Letter(
            Wish wish,
            StreamKey stream,
            OptionalInt partition,
            StreamSnapshot snapshot,
            CompletableFuture<Optional<Held>> answer) {}

    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final List<Runnable> uncommitted = new ArrayList<>(); // answers, of the loop's thread

    /** The stream's state; empty: this loop does not hold it. */
    public CompletableFuture<Optional<Held>> find(StreamKey stream) {
        return send(Wish.FIND, stream, OptionalInt.empty(), null);
    }

    /** Forgets the stream, in a transaction; its state as it was, or empty: this loop does not hold it. */
    public CompletableFuture<Optional<Held>> reset(StreamKey stream) {
        return send(Wish.RESET, stream, OptionalInt.empty(), null);
    }

    /**
     * Puts a state in the place of the stream's, in a transaction; its state as it is then, or empty: this loop does not
     * hold the partition. Errors: IllegalArgumentException for a state with which no stream can go on.
     *
     * @param partition empty: that of the stream, which is there already
     */
    public CompletableFuture<Optional<Held>> put(StreamKey stream, OptionalInt partition, StreamSnapshot snapshot) {
        return send(Wish.PUT, stream, partition, snapshot);
    }

    private CompletableFuture<Optional<Held>> send(
            Wish wish, StreamKey stream, OptionalInt partition, StreamSnapshot snapshot) {
        CompletableFuture<Optional<Held>> answer = new CompletableFuture<>();
        letters.add(new Letter(wish, stream, partition, snapshot, answer));
        return answer;
    }

    /** No transaction is open. */
    void answer(StreamStates states, Changes changes) {
        uncommitted.forEach(Runnable::run);
        uncommitted.clear();
        for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
            if (!letter.answer.isDone()) { // else whoever asked has gone
                answer(letter, states, changes);
            }
        }
    }

    private void answer(Letter letter, StreamStates states, Changes changes) {
        Optional<Held> held = find(letter.stream, states);
        switch (letter.wish) {
            case FIND -> letter.answer.complete(held);
            case RESET -> {
                held.ifPresent(one -> changes.reset(one.partition, one.stream));
                complete(letter, held);
            }
            case PUT -> put(letter, held, states, changes);
        }
    }

    private void put(Letter letter, Optional<Held> held, StreamStates states, Changes changes) {
        int partition = letter.partition.orElse(held.map(Held::partition).orElse(-1));
        boolean another = held.isPresent() && held.get().partition != partition;
        if (another || !states.wholePartitions().contains(partition)) {
            letter.answer.complete(Optional.empty());
            return;
        }
        try {
            changes.put(partition, letter.stream, letter.snapshot);
        } catch (IllegalArgumentException e) {
            letter.answer.completeExceptionally(e);
            return;
        }
        complete(letter, find(letter.stream, states));
    }

    private static Optional<Held> find(StreamKey stream, StreamStates states) {
        return states.wholePartitions().stream()
                .flatMap(partition -> states.snapshot(partition, stream).stream()
                        .map(snapshot -> new Held(partition, stream, snapshot)))
                .findFirst();
    }

    /** Once it is committed, if anything has changed. */
    private void complete(Letter letter, Optional<Held> held) {
        if (held.isPresent()) {
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
