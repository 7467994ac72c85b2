package io.millrace.stream;

import io.millrace.network.StateSlab;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Answers the points of every stream as its task says, one poll at a time: round r takes the r-th point of every stream in the poll,
 * all of them in one batched step. A stream's predictions depend on the model and the stream's own points alone, never on
 * how points fell into polls. Belongs to one thread.
 */
public final class StreamPredictor {
    /** Takes the results of a poll, in the order of its points; {@code index} says which point. */
    public interface Sink {
        void predicted(int index, Result result);

        /** The point is too large for the network's arithmetic; its stream is as if the point had not been. */
        void outOfRange(int index);

        /** In each stream's order; between the results of which points is left open. */
        default void forgotten(Forgotten stream) {}
    }

    private static final int BATCH = 256;

    private final StreamStates states;
    private final Kernels kernels;
    private final StepBatcher champion;
    private final Optional<StepBatcher> canary;

    /** What became of each point of a poll. */
    static final class Outcomes {
        final boolean told;
        private final Result[] results;
        private final boolean[] refused;
        private final List<Forgotten> forgotten = new ArrayList<>();

        /** @param told whether anybody asks for results: they need not be made otherwise */
        Outcomes(int points, boolean told) {
            this.told = told;
            results = new Result[points];
            refused = new boolean[points];
        }

        void result(int index, Result result) {
            results[index] = result;
        }

        void refused(int index) {
            refused[index] = true;
        }

        void forgotten(Forgotten stream) {
            forgotten.add(stream);
        }

        private void report(Sink sink) {
            for (int index = 0; index < results.length; index++) {
                if (refused[index]) {
                    sink.outOfRange(index);
                }
                if (results[index] != null) {
                    sink.predicted(index, results[index]);
                }
            }
            forgotten.forEach(sink::forgotten);
        }
    }

    public StreamPredictor(StreamTask task, StreamStates states, Kernels kernels) {
        this(new Champion.Reign(0, task), states, kernels);
    }

    private StreamPredictor(Champion.Reign reign, StreamStates states, Kernels kernels) {
        this.states = states;
        this.kernels = kernels;
        List<StateSlab> slabs = states.slabs();
        champion = new StepBatcher(reign.task(), states, slabs.get(0), kernels, BATCH);
        canary = reign.canary().map(tried -> new StepBatcher(tried.task(), states, slabs.get(1), kernels, BATCH));
    }

    /** Another model takes over from all, as below. */
    public StreamPredictor successor(StreamTask next) {
        return successor(new Champion.Reign(0, next));
    }

    /**
     * Another model takes over, or a canary a share of the streams, between two points of every stream; this predictor is
     * done. Changes of the states must have been drained.
     */
    public StreamPredictor successor(Champion.Reign next) {
        states.swap(next);
        return new StreamPredictor(next, states, kernels);
    }

    /** Takes the points in order; their partitions must be open in the states. */
    public void predict(List<SequencePoint> poll, Sink sink) {
        take(poll, true).report(sink);
    }

    /** Takes points that were answered before: their streams are as after {@link #predict}, no result is made. */
    public void retake(List<SequencePoint> poll) {
        take(poll, false);
    }

    private Outcomes take(List<SequencePoint> poll, boolean told) {
        Outcomes outcomes = new Outcomes(poll.size(), told);
        for (List<StepBatcher.Row> round : rounds(poll)) {
            if (canary.isEmpty()) {
                step(champion, round, outcomes);
            } else {
                Map<Boolean, List<StepBatcher.Row>> tried =
                        round.stream().collect(Collectors.partitioningBy(row -> states.isTried(row.stream())));
                step(champion, tried.get(false), outcomes);
                step(canary.get(), tried.get(true), outcomes);
            }
        }
        return outcomes;
    }

    private static void step(StepBatcher batcher, List<StepBatcher.Row> rows, Outcomes outcomes) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            batcher.step(rows.subList(from, Math.min(rows.size(), from + BATCH)), outcomes);
        }
    }

    private List<List<StepBatcher.Row>> rounds(List<SequencePoint> poll) {
        List<List<StepBatcher.Row>> rounds = new ArrayList<>();
        for (int index = 0; index < poll.size(); index++) {
            SequencePoint point = poll.get(index);
            StreamState stream = states.of(point.partition(), point.stream());
            int round = stream.queue();
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            boolean idle = states.hear(stream, point.time());
            rounds.get(round).add(new StepBatcher.Row(index, point, stream, idle));
        }
        return rounds;
    }
}
