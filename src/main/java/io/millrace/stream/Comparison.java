package io.millrace.stream;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.Distribution;

/**
 * How far off the last prediction was, and a baseline's. Its memory stands behind the encoding's in a stream's memory; the
 * memory that it is handed is that before the point that came.
 */
sealed interface Comparison {
    /** Both NaN: nothing to compare. */
    Errors NO_ERRORS = new Errors(Double.NaN, Double.NaN);

    record Errors(double model, double baseline) {
        boolean finite() {
            return Double.isFinite(model) && Double.isFinite(baseline);
        }
    }

    /** Doubles in a stream's memory, all zero before the first point. */
    int memorySize();

    /**
     * @param came the newest point
     * @param outputs of the network at the point before it, from {@code outputAt} on
     * @param memory before the newest point, from {@code at} on
     */
    Errors errors(double[] came, float[] outputs, int outputAt, double[] memory, int at);

    /** Takes the newest point into the memory, from {@code at} on; the encoding has been there before. */
    void take(double[] came, double[] memory, int at);

    /** Whether the prediction made now and the baseline's stay in the range of numbers. */
    boolean isFinite(float[] outputs, int outputAt, double[] memory, int at);

    /** Nothing that came can be compared with what the network says. */
    record None() implements Comparison {
        @Override
        public int memorySize() {
            return 0;
        }

        @Override
        public Errors errors(double[] came, float[] outputs, int outputAt, double[] memory, int at) {
            return NO_ERRORS;
        }

        @Override
        public void take(double[] came, double[] memory, int at) {}

        @Override
        public boolean isFinite(float[] outputs, int outputAt, double[] memory, int at) {
            return true;
        }
    }

    /** Euclidean distances; the encoding's memory is all that the baseline needs. */
    record OfPoints(PointEncoding encoding, Baseline baseline) implements Comparison {
        @Override
        public int memorySize() {
            return 0;
        }

        @Override
        public Errors errors(double[] came, float[] outputs, int outputAt, double[] memory, int at) {
            return new Errors(
                    Numbers.distance(next(outputs, outputAt, memory, at), came),
                    Numbers.distance(baselineNext(memory, at), came));
        }

        private double[] next(float[] outputs, int outputAt, double[] memory, int at) {
            double[] next = new double[encoding.outputs()];
            encoding.decode(outputs, outputAt, memory, at, next);
            return next;
        }

        private double[] baselineNext(double[] memory, int at) {
            double[] next = new double[encoding.outputs()];
            for (int i = 0; i < next.length; i++) {
                next[i] = baseline.next(memory[at + 1 + i], memory[at + 1 + next.length + i]);
            }
            return next;
        }

        @Override
        public void take(double[] came, double[] memory, int at) {}

        @Override
        public boolean isFinite(float[] outputs, int outputAt, double[] memory, int at) {
            return Numbers.finite(next(outputs, outputAt, memory, at)) && Numbers.finite(baselineNext(memory, at));
        }
    }

    /**
     * Cross-entropies in nats: −ln p of the token that came. The baseline knows how often each token came in this stream,
     * p = (count + 1) / (n + tokens); the memory holds the counts.
     *
     * @param countsAt where they begin in a stream's memory: behind the encoding's
     */
    record OfTokens(Distribution distribution, int countsAt) implements Comparison {
        /** As in Keras: no surprise is endless. */
        private static final double LEAST = 1e-7;

        @Override
        public int memorySize() {
            return distribution.size();
        }

        @Override
        public Errors errors(double[] came, float[] outputs, int outputAt, double[] memory, int at) {
            int token = (int) came[0];
            double n = 0;
            for (int i = 0; i < memorySize(); i++) {
                n += memory[at + countsAt + i];
            }
            double known = (memory[at + countsAt + token] + 1) / (n + memorySize());
            return new Errors(nats(distribution.read(outputs, outputAt)[token]), nats(known));
        }

        private static double nats(double probability) {
            return -StrictMath.log(Math.max(LEAST, probability));
        }

        @Override
        public void take(double[] came, double[] memory, int at) {
            memory[at + countsAt + (int) came[0]]++;
        }

        @Override
        public boolean isFinite(float[] outputs, int outputAt, double[] memory, int at) {
            return true;
        }
    }
}
