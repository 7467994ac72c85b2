package io.millrace.stream;

import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts the next point of every stream, one poll at a time: round r takes the r-th point of every stream in the poll,
 * all of them in one batched step. A stream's predictions depend on the model and the stream's own points alone, never on
 * how points fell into polls. Belongs to one thread.
 */
public final class StreamPredictor {
    /** Takes the predictions of a poll, in the order of its points; {@code index} says which point. */
    public interface Sink {
        void predicted(int index, Prediction prediction);

        /** The point is too large for the network's arithmetic; its stream is as if the point had not been. */
        void outOfRange(int index);
    }

    private static final int BATCH = 256;

    private final StreamStates states;
    private final StepBatcher batcher;

    /** @param ahead predictions after the next point; 0 for none */
    public StreamPredictor(StreamModel model, StreamStates states, Kernels kernels, int ahead, Baseline baseline) {
        if (model.network().outputs() != model.encoding().outputs()) {
            throw new IllegalArgumentException("model " + model.id().name() + ": expected a network with "
                    + model.encoding().outputs() + " outputs, the next point's features, found "
                    + model.network().outputs());
        }
        if (ahead < 0) {
            throw new IllegalArgumentException("ahead: expected 0 or more, found " + ahead);
        }
        this.states = states;
        this.batcher = new StepBatcher(model, states, kernels, BATCH, ahead, baseline);
    }

    /** Takes the points in order; their partitions must be open in the states. */
    public void predict(List<SequencePoint> poll, Sink sink) {
        Prediction[] predictions = new Prediction[poll.size()];
        for (List<StepBatcher.Row> round : rounds(poll)) {
            for (int from = 0; from < round.size(); from += BATCH) {
                batcher.step(round.subList(from, Math.min(round.size(), from + BATCH)), predictions);
            }
        }
        for (int index = 0; index < predictions.length; index++) {
            if (predictions[index] != null) {
                sink.predicted(index, predictions[index]);
            } else if (poll.get(index).hasValues()) {
                sink.outOfRange(index);
            }
        }
    }

    private List<List<StepBatcher.Row>> rounds(List<SequencePoint> poll) {
        List<List<StepBatcher.Row>> rounds = new ArrayList<>();
        for (int index = 0; index < poll.size(); index++) {
            SequencePoint point = poll.get(index);
            StreamState stream = states.of(point.partition(), point.stream());
            if (stream.queued == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(stream.queued++).add(new StepBatcher.Row(index, point, stream));
        }
        return rounds;
    }
}
