package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.StateSlab;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes the results of streams from what the network put out at their newest point. Belongs to one thread. */
final class Results {
    private final StreamTask task;
    private final PointReader reader;
    private final StateSlab slab;
    private final Optional<ClosedLoop> closedLoop;
    private final Optional<SequenceDecoder> decoder;

    Results(StreamTask task, PointReader reader, StateSlab slab, Kernels kernels, int capacity) {
        this.task = task;
        this.reader = reader;
        this.slab = slab;
        decoder = task.pair().map(pair -> new SequenceDecoder(task, kernels));
        boolean generates = task.settings().predict() == Predict.GENERATE;
        int steps = generates ? task.settings().steps() - 1 : task.settings().ahead();
        closedLoop = decoder.isEmpty() && (generates || steps > 0)
                ? Optional.of(new ClosedLoop(task, kernels, capacity, steps))
                : Optional.empty();
    }

    /**
     * A result of every row.
     *
     * @param ended whether the rows' sequences are finished
     */
    List<Result> make(List<StepBatcher.Answerable> rows, boolean ended) {
        List<StreamState> streams =
                rows.stream().map(answerable -> answerable.row().stream()).toList();
        List<List<double[]>> runs =
                closedLoop.map(loop -> loop.run(streams, slab)).orElse(List.of());
        List<Result> results = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            results.add(result(rows.get(row), runs.isEmpty() ? List.of() : runs.get(row), ended));
        }
        return results;
    }

    private Result result(StepBatcher.Answerable answerable, List<double[]> run, boolean ended) {
        SequencePoint point = answerable.row().point();
        StreamState stream = answerable.row().stream();
        Comparison.Errors errors = answerable.errors();
        boolean nextPoint = task.settings().predict() == Predict.NEXT && task.meaning() instanceof Meaning.NextPoint;
        if (nextPoint && task.steps()) {
            return new Prediction(
                    point.stream(),
                    stream.n(),
                    point.timestamp(),
                    task.model().id(),
                    point.values(),
                    newest(stream),
                    run,
                    errors.model(),
                    errors.baseline());
        }
        return new Answer(
                point.stream(),
                stream.n(),
                point.timestamp(),
                task.model().id(),
                token(point),
                outcome(stream, run, ended),
                standing(ended),
                errors.model(),
                errors.baseline());
    }

    /** The newest output as numbers. */
    private double[] newest(StreamState stream) {
        return task.meaning().value(stream.outputs(), stream.outputAt(), stream.memories(), stream.memoryAt());
    }

    private Optional<String> token(SequencePoint point) {
        return point.hasValues() && task.model().encoding() instanceof TokenEncoding tokens
                ? Optional.of(tokens.vocabulary().symbol((int) point.values()[0]))
                : Optional.empty();
    }

    private Answer.Standing standing(boolean ended) {
        if (task.recordsAreSequences() || !task.answersEnds()) {
            return Answer.Standing.PLAIN;
        }
        return ended ? Answer.Standing.FINAL : Answer.Standing.PROVISIONAL;
    }

    private Answer.Outcome outcome(StreamState stream, List<double[]> run, boolean ended) {
        int top = task.settings().top();
        float[] output = ended ? reader.whole(stream) : stream.output();
        if (decoder.isPresent()) {
            return decoder.get().decode(output, stream.memory());
        }
        if (task.settings().predict() == Predict.GENERATE) {
            return generated(stream, run);
        }
        if (ended && task.reader().architecture().returnsSequences()) {
            return task.meaning().series(everyStep(stream.window(), output), Double.NaN);
        }
        Answer.Outcome outcome = task.meaning().outcome(output, 0, stream.memories(), stream.memoryAt(), top);
        if (outcome instanceof Answer.Choice choice && !run.isEmpty()) {
            Answer.Symbols ahead = (Answer.Symbols) task.meaning().series(run, Double.NaN);
            return new Answer.Choice(choice.top(), ahead.outputs());
        }
        return outcome;
    }

    /** The newest output and what came behind it, up to an end token. */
    private Answer.Outcome generated(StreamState stream, List<double[]> run) {
        List<double[]> all = new ArrayList<>();
        all.add(newest(stream));
        all.addAll(run);
        int end = task.model().encoding() instanceof TokenEncoding tokens
                ? tokens.endId().orElse(-1)
                : -1;
        for (int i = 0; i < all.size() && end >= 0; i++) {
            if (all.get(i)[0] == end) {
                return task.meaning().series(all.subList(0, i), Double.NaN);
            }
        }
        return task.meaning().series(all, Double.NaN);
    }

    /** The outputs of a finished sequence, [steps, outputs], each as it reads at its point. */
    private List<double[]> everyStep(double[] points, float[] outputs) {
        Encoding encoding = task.model().encoding();
        double[] history = new double[encoding.historySize()];
        float[] unused = new float[encoding.inputs()];
        List<double[]> values = new ArrayList<>();
        for (int step = 0; step < points.length / encoding.width(); step++) {
            int at = step * encoding.width();
            encoding.encode(Arrays.copyOfRange(points, at, at + encoding.width()), history, 0, unused, 0);
            values.add(task.meaning().value(outputs, step * task.reader().outputs(), history, 0));
        }
        return values;
    }
}
