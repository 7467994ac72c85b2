package io.millrace.stream;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One step of many streams at once: points in, predictions out, states advanced. Owns its scratch. */
final class StepBatcher {
    /** One record of a poll and its stream. */
    record Row(int index, SequencePoint point, StreamState stream) {}

    private final StreamModel model;
    private final PointEncoding encoding;
    private final StreamStates states;
    private final Baseline baseline;
    private final Stepper stepper;
    private final ClosedLoop closedLoop;

    private final float[] inputs; // [capacity, inputs]
    private final float[] outputs; // [capacity, outputs]
    private final int[] slots; // of the rows in the streams' slab

    private final StateSlab before; // a state per row, as it was before the step
    private final int[] beforeSlots;
    private final double[] histories; // [capacity, history], as they were before the step

    StepBatcher(StreamModel model, StreamStates states, Kernels kernels, int capacity, int ahead, Baseline baseline) {
        this.model = model;
        this.encoding = model.encoding();
        this.states = states;
        this.baseline = baseline;
        stepper = model.network().stepper(kernels, capacity);
        closedLoop = new ClosedLoop(model, stepper, ahead);
        inputs = new float[capacity * encoding.inputs()];
        outputs = new float[capacity * encoding.outputs()];
        slots = new int[capacity];
        before = new StateSlab(model.network().stateSize());
        beforeSlots = new int[capacity];
        Arrays.setAll(beforeSlots, row -> before.acquire());
        histories = new double[capacity * encoding.historySize()];
    }

    int capacity() {
        return stepper.capacity();
    }

    /**
     * Takes one step of every row.
     *
     * @param rows at most {@link #capacity}; no stream twice
     * @param predictions by the rows' index; stays null for a mark alone and for a point out of range
     */
    void step(List<Row> rows, Prediction[] predictions) {
        List<Row> points = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.point().begins()) {
                states.reset(row.stream());
            }
            if (row.point().hasValues()) {
                load(points.size(), row);
                points.add(row);
            }
        }
        if (!points.isEmpty()) {
            stepper.step(points.size(), inputs, states.slab(), slots, outputs);
            predict(points, predictions);
        }
        rows.forEach(this::finish);
    }

    private void load(int row, Row from) {
        StreamState stream = from.stream();
        slots[row] = stream.slot;
        before.copyFrom(states.slab(), stream.slot, beforeSlots[row]);
        System.arraycopy(stream.history, 0, histories, row * encoding.historySize(), encoding.historySize());
        encoding.encode(from.point().values(), stream.history, 0, inputs, row * encoding.inputs());
    }

    private void predict(List<Row> points, Prediction[] predictions) {
        List<Row> taken = new ArrayList<>(points.size());
        List<Step> steps = new ArrayList<>(points.size());
        for (int row = 0; row < points.size(); row++) {
            Step step = step(row, points.get(row));
            if (step.finite() && finiteState(points.get(row).stream())) {
                advance(points.get(row), step);
                taken.add(points.get(row));
                steps.add(step);
            } else {
                undo(row, points.get(row).stream());
            }
        }
        List<List<double[]>> runs =
                closedLoop.run(taken.stream().map(Row::stream).toList(), states.slab());
        for (int i = 0; i < taken.size(); i++) {
            predictions[taken.get(i).index()] = prediction(taken.get(i), steps.get(i), runs.get(i));
        }
    }

    /** What the step of one stream gave; the errors are NaN at its first point. */
    private record Step(boolean first, double[] next, double[] baselineNext, double error, double baselineError) {
        /** Whether all stayed in the range of numbers: a point that does not must not spoil its stream. */
        boolean finite() {
            return Numbers.finite(next)
                    && Numbers.finite(baselineNext)
                    && (first || Double.isFinite(error) && Double.isFinite(baselineError));
        }
    }

    private Step step(int row, Row from) {
        StreamState stream = from.stream();
        double[] point = from.point().values();
        double[] next = new double[encoding.outputs()];
        encoding.decode(outputs, row * encoding.outputs(), stream.history, 0, next);
        if (stream.n == 0) {
            return new Step(true, next, baseline.next(point, point), Double.NaN, Double.NaN);
        }
        double error = Numbers.distance(stream.next, point);
        double baselineError = Numbers.distance(stream.baselineNext, point);
        return new Step(false, next, baseline.next(point, stream.point), error, baselineError);
    }

    private void advance(Row row, Step step) {
        StreamState stream = row.stream();
        stream.n++;
        stream.point = row.point().values();
        stream.next = step.next();
        stream.baselineNext = step.baselineNext();
        stream.offset = row.point().offset();
        stream.timestamp = row.point().timestamp();
        states.change(stream);
    }

    private void undo(int row, StreamState stream) {
        states.slab().copyFrom(before, beforeSlots[row], stream.slot);
        System.arraycopy(histories, row * encoding.historySize(), stream.history, 0, encoding.historySize());
    }

    private Prediction prediction(Row row, Step step, List<double[]> ahead) {
        StreamState stream = row.stream();
        return new Prediction(
                stream.key,
                stream.n,
                stream.timestamp,
                model.id(),
                stream.point,
                step.next(),
                ahead,
                step.error(),
                step.baselineError());
    }

    private void finish(Row row) {
        StreamState stream = row.stream();
        if (row.point().ends()) {
            states.reset(stream);
        }
        stream.queued--;
        if (stream.queued == 0 && stream.n == 0) {
            states.remove(stream);
        }
    }

    private boolean finiteState(StreamState stream) {
        int at = states.slab().at(stream.slot);
        return Numbers.finite(
                states.slab().page(stream.slot), at, at + states.slab().stateSize());
    }
}
