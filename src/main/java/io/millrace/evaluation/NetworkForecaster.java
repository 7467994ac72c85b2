package io.millrace.evaluation;

import io.millrace.data.Trajectory;
import io.millrace.encoding.PointEncoding;
import io.millrace.network.SequenceModel;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network as it serves: it sees each stream from its first point on, one at a time, and goes ahead in closed loop,
 * on its own predictions, from a copy of the state. Streams advance together, a row each.
 */
public record NetworkForecaster(String name, SequenceModel model, PointEncoding encoding, Kernels kernels)
        implements Forecaster {
    private static final int ROWS = 64;

    public NetworkForecaster {
        if (model.inputs() != encoding.inputs() || model.outputs() != encoding.outputs()) {
            throw new IllegalArgumentException(name + ": expected a network from " + encoding.inputs() + " to "
                    + encoding.outputs() + ", as the encoding has it, found one from " + model.inputs() + " to "
                    + model.outputs());
        }
    }

    @Override
    public void forecast(List<Trajectory> pieces, ForecastProtocol protocol, Sink sink) {
        // Longest first: whatever the step, the streams that still run are the first rows.
        List<Trajectory> ordered = new ArrayList<>(pieces);
        ordered.sort(Comparator.comparingInt(Trajectory::length).reversed());
        for (int from = 0; from < ordered.size(); from += ROWS) {
            new Batch(ordered.subList(from, Math.min(from + ROWS, ordered.size())), protocol, sink).run();
        }
    }

    /** Streams that advance together, longest first. */
    private final class Batch {
        private final List<Trajectory> rows;
        private final ForecastProtocol protocol;
        private final Sink sink;
        private final Stepper stepper;
        private final Track seen;
        private final Track copy;

        Batch(List<Trajectory> rows, ForecastProtocol protocol, Sink sink) {
            this.rows = rows;
            this.protocol = protocol;
            this.sink = sink;
            stepper = model.stepper(kernels, rows.size());
            seen = new Track(rows.size());
            copy = new Track(rows.size());
        }

        void run() {
            int running = rows.size();
            int longest = rows.get(0).length();
            for (int n = 0; n < longest; n++) {
                while (rows.get(running - 1).length() <= n) {
                    running--;
                }
                for (int row = 0; row < running; row++) {
                    Trajectory seenHere = rows.get(row);
                    seen.encode(row, encoding.timed(seenHere.point(n), seenHere.time(n)));
                }
                seen.step(running);
                goAhead(n, running);
            }
        }

        private void goAhead(int n, int running) {
            int starting = 0;
            while (starting < running && protocol.startsAt(n, rows.get(starting).length())) {
                starting++;
            }
            if (starting == 0) {
                return;
            }
            copy.copyFrom(seen, starting);
            double[][][] ahead = new double[starting][protocol.farthest()][encoding.outputs()];
            for (int m = 0; m < protocol.farthest(); m++) {
                if (m > 0) {
                    copy.step(starting);
                }
                for (int row = 0; row < starting; row++) {
                    copy.decode(row, ahead[row][m]);
                    copy.encode(row, ahead[row][m]);
                }
            }
            for (int row = 0; row < starting; row++) {
                sink.accept(rows.get(row), n, ahead[row]);
            }
        }

        /** Where each row's stream stands: state, history, what goes into the network and what came out. */
        private final class Track {
            private final StateSlab states = new StateSlab(model.stateSize());
            private final int[] slots;
            private final double[] histories;
            private final float[] inputs;
            private final float[] outputs;

            Track(int capacity) {
                slots = IntStream.range(0, capacity)
                        .map(row -> states.acquire())
                        .toArray();
                histories = new double[capacity * encoding.historySize()];
                inputs = new float[capacity * encoding.inputs()];
                outputs = new float[capacity * encoding.outputs()];
            }

            void encode(int row, double[] point) {
                encoding.encode(point, histories, row * encoding.historySize(), inputs, row * encoding.inputs());
            }

            void step(int batch) {
                stepper.step(batch, inputs, states, slots, outputs);
            }

            void decode(int row, double[] prediction) {
                encoding.decode(outputs, row * encoding.outputs(), histories, row * encoding.historySize(), prediction);
            }

            void copyFrom(Track other, int batch) {
                for (int row = 0; row < batch; row++) {
                    states.copyFrom(other.states, other.slots[row], slots[row]);
                }
                System.arraycopy(other.histories, 0, histories, 0, batch * encoding.historySize());
                System.arraycopy(other.outputs, 0, outputs, 0, batch * encoding.outputs());
            }
        }
    }
}
