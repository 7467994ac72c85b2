package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.network.StateSlab;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One step of many streams at once: points in, results out, states advanced. Owns its scratch. */
final class StepBatcher {
    /**
     * One record of a poll and its stream.
     *
     * @param idle whether the stream had been idle for too long when the record came
     */
    record Row(int index, SequencePoint point, StreamState stream, boolean idle) {
        /** The point as the network reads it, [width]. */
        double[] timed(Encoding encoding) {
            return encoding.timed(point.values(), point.seconds());
        }
    }

    /** A row that is to be answered; without errors where it brought no point. */
    record Answerable(Row row, Comparison.Errors errors) {}

    private final StreamTask task;
    private final Encoding encoding;
    private final StreamStates states;
    private final PointReader reader;
    private final Results results;

    private final float[] inputs; // [capacity, inputs]
    private final float[] outputs; // [capacity, outputs]
    private final double[] memories; // [capacity, memory], as they were before the step

    /** @param slab of the states that the task's network makes */
    StepBatcher(StreamTask task, StreamStates states, StateSlab slab, Kernels kernels, int capacity) {
        this.task = task;
        this.encoding = task.model().encoding();
        this.states = states;
        reader = task.steps()
                ? new SteppedReader(task, slab, kernels, capacity)
                : new WindowReader(task, kernels, capacity);
        results = new Results(task, reader, slab, kernels, capacity);
        inputs = new float[capacity * encoding.inputs()];
        outputs = new float[capacity * task.reader().outputs()];
        memories = new double[capacity * task.memorySize()];
    }

    /**
     * Takes one step of every row.
     *
     * @param rows at most the capacity; no stream twice
     * @param outcomes by the rows' index
     */
    void step(List<Row> rows, StreamPredictor.Outcomes outcomes) {
        rebuild(rows);
        List<Row> points = begin(rows, outcomes);
        if (!points.isEmpty()) {
            reader.read(points, inputs, outputs);
        }
        List<Answerable> taken = new ArrayList<>(rows.size());
        List<Answerable> ended = new ArrayList<>();
        int point = 0;
        for (Row row : rows) {
            Optional<Comparison.Errors> errors = Optional.empty();
            if (row.point().hasValues()) {
                errors = take(point++, row);
                if (errors.isEmpty()) {
                    outcomes.refused(row.index());
                }
            }
            if (row.point().ends() && row.stream().n() > 0 && task.answersEnds()) {
                ended.add(new Answerable(row, errors.orElse(Comparison.NO_ERRORS)));
            } else if (errors.isPresent() && task.answersPoints()) {
                taken.add(new Answerable(row, errors.get()));
            }
        }
        if (outcomes.told) {
            report(taken, false, outcomes);
            report(ended, true, outcomes);
        }
        rows.forEach(row -> finish(row, outcomes));
    }

    /** Forgets what has to be forgotten first, and loads the points; returns the rows that have one. */
    private List<Row> begin(List<Row> rows, StreamPredictor.Outcomes outcomes) {
        List<Row> points = new ArrayList<>(rows.size());
        for (Row row : rows) {
            forgetFirst(row, outcomes);
            if (row.point().hasValues()) {
                load(points.size(), row);
                points.add(row);
            }
        }
        return points;
    }

    /** Advances the stream by its point, or leaves it as it was: empty. */
    private Optional<Comparison.Errors> take(int row, Row from) {
        Comparison.Errors errors = errors(row, from);
        if (isFinite(row, from, errors)) {
            advance(row, from);
            return Optional.of(errors);
        }
        undo(row, from.stream());
        return Optional.empty();
    }

    /**
     * Streams that were left by another model are as if this one had seen their last points. Those that begin anew with their
     * row are left as they are.
     */
    private void rebuild(List<Row> rows) {
        List<StreamState> stale = new ArrayList<>();
        for (Row row : rows) {
            StreamState stream = row.stream();
            if (states.isStale(stream) && !(stream.n() > 0 && beginsAnew(row))) {
                states.renew(stream);
                if (stream.n() > 0) {
                    stale.add(stream);
                }
            }
        }
        if (!stale.isEmpty()) {
            reader.rebuild(stale);
            stale.stream().filter(stream -> !isFinite(stream)).forEach(states::reset);
        }
    }

    private boolean beginsAnew(Row row) {
        return row.idle() || row.point().begins() || row.point().hasValues() && states.isGap(row.stream(), row.point());
    }

    private boolean isFinite(StreamState stream) {
        float[] output = stream.output();
        return Numbers.finite(output, 0, output.length)
                && task.comparison().isFinite(output, 0, stream.memories(), stream.memoryAt())
                && reader.isFinite(stream);
    }

    private void forgetFirst(Row row, StreamPredictor.Outcomes outcomes) {
        if (row.idle()) {
            forget(row.stream(), Forgotten.Reason.IDLE, outcomes);
        }
        if (row.point().begins()) {
            forget(row.stream(), Forgotten.Reason.START, outcomes);
        }
        if (row.point().hasValues() && states.isGap(row.stream(), row.point())) {
            forget(row.stream(), Forgotten.Reason.GAP, outcomes);
        }
    }

    private void forget(StreamState stream, Forgotten.Reason reason, StreamPredictor.Outcomes outcomes) {
        if (stream.n() > 0) {
            outcomes.forgotten(StreamStates.forgotten(stream, reason));
            states.reset(stream);
        }
    }

    private void load(int row, Row from) {
        double[] memory = from.stream().memories();
        int at = from.stream().memoryAt();
        System.arraycopy(memory, at, memories, row * task.memorySize(), task.memorySize());
        encoding.encode(from.timed(encoding), memory, at, inputs, row * encoding.inputs());
        task.comparison().take(from.point().values(), memory, at);
    }

    private Comparison.Errors errors(int row, Row from) {
        StreamState stream = from.stream();
        return stream.n() == 0
                ? Comparison.NO_ERRORS
                : task.comparison()
                        .errors(
                                from.point().values(),
                                stream.outputs(),
                                stream.outputAt(),
                                memories,
                                row * task.memorySize());
    }

    /** Whether all stayed in the range of numbers: a point that does not must not spoil its stream. */
    private boolean isFinite(int row, Row from, Comparison.Errors errors) {
        StreamState stream = from.stream();
        int at = row * task.reader().outputs();
        int inputAt = row * encoding.inputs();
        boolean compared = stream.n() > 0 && !(task.comparison() instanceof Comparison.None);
        // Gates swallow an infinite input without a trace, but the memory would keep the point.
        return Numbers.finite(inputs, inputAt, inputAt + encoding.inputs())
                && Numbers.finite(outputs, at, at + task.reader().outputs())
                && task.comparison().isFinite(outputs, at, stream.memories(), stream.memoryAt())
                && (!compared || errors.finite())
                && reader.isFinite(stream);
    }

    private void advance(int row, Row from) {
        StreamState stream = from.stream();
        int at = row * task.reader().outputs();
        stream.taken(stream.n() + 1, from.point().offset(), from.point().timestamp());
        stream.keep(outputs, at, task.reader().outputs());
        if (task.steps() && task.keeps() > 0) {
            stream.window(LastPoints.append(stream.window(), from.timed(encoding), task.keeps()));
        }
        states.change(stream);
    }

    private void undo(int row, StreamState stream) {
        reader.undo(row, stream);
        stream.remember(memories, row * task.memorySize());
        if (stream.n() > 0) {
            states.change(stream); // it was heard of
        }
    }

    private void report(List<Answerable> rows, boolean ended, StreamPredictor.Outcomes outcomes) {
        List<Result> made = rows.isEmpty() ? List.of() : results.make(rows, ended);
        for (int i = 0; i < made.size(); i++) {
            outcomes.result(rows.get(i).row().index(), made.get(i));
        }
    }

    private void finish(Row row, StreamPredictor.Outcomes outcomes) {
        StreamState stream = row.stream();
        if (row.point().ends()) {
            forget(stream, Forgotten.Reason.END, outcomes);
        }
        if (stream.unqueue() == 0 && stream.n() == 0 && stream.order() == null) {
            states.remove(stream);
        }
    }
}
