package io.millrace.benchmark;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What one core can do at most: a contender whose run is nothing but fused multiply-adds in registers, or nothing but reading an
 * array. So a share of the roofline is a ratio of times like any other.
 */
final class Roof implements Contender {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int CHAINS = 12; // more than latency times throughput

    /** Steps of one call: a call that never ended would be compiled in its middle, where C2 may leave the vectors boxed. */
    private static final int CALL = 2048;

    private final String name;
    private final float[] array; // null: multiply-adds
    private final int steps;
    private final float[] answer = new float[1];

    private Roof(String name, float[] array, int steps) {
        this.name = name;
        this.array = array;
        this.steps = steps;
    }

    /** So many floating-point operations, rounded up to whole steps of the chains. */
    static Roof multiplyAdds(double operations) {
        return new Roof("FMA peak", null, (int) Math.max(1, Math.round(operations / (2.0 * CHAINS * L))));
    }

    /** Reads so many bytes, over and over: from whichever cache holds them. */
    static Roof reads(long bytes) {
        int steps = (int) Math.max(1, bytes / (4L * 8 * L));
        return new Roof("reading", new float[12 + steps * 8 * L], steps);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        for (int done = 0; done < steps; done += CALL) {
            int more = Math.min(CALL, steps - done);
            answer[0] = array == null ? multiplyAdd(more, answer[0]) : read(array, done, more);
        }
    }

    @Override
    public float[] answer() {
        return answer;
    }

    /** Sums that stay where they are: had each to be multiplied, its place would be taken by a copy of what is added. */
    private static float multiplyAdd(int steps, float from) {
        FloatVector x = FloatVector.broadcast(S, 0.999f);
        FloatVector y = FloatVector.broadcast(S, from * 1e-9f);
        FloatVector c0 = y;
        FloatVector c1 = y.add(1f);
        FloatVector c2 = y.add(2f);
        FloatVector c3 = y.add(3f);
        FloatVector c4 = y.add(4f);
        FloatVector c5 = y.add(5f);
        FloatVector c6 = y.add(6f);
        FloatVector c7 = y.add(7f);
        FloatVector c8 = y.add(8f);
        FloatVector c9 = y.add(9f);
        FloatVector c10 = y.add(10f);
        FloatVector c11 = y.add(11f);
        for (int step = 0; step < steps; step++) {
            c0 = x.fma(y, c0);
            c1 = x.fma(y, c1);
            c2 = x.fma(y, c2);
            c3 = x.fma(y, c3);
            c4 = x.fma(y, c4);
            c5 = x.fma(y, c5);
            c6 = x.fma(y, c6);
            c7 = x.fma(y, c7);
            c8 = x.fma(y, c8);
            c9 = x.fma(y, c9);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
        }
        return c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11)
                .reduceLanes(VectorOperators.ADD);
    }

    private static float read(float[] a, int first, int steps) {
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        for (int step = 0, i = 12 + first * 8 * L; step < steps; step++, i += 8 * L) {
            c0 = c0.add(FloatVector.fromArray(S, a, i));
            c1 = c1.add(FloatVector.fromArray(S, a, i + L));
            c2 = c2.add(FloatVector.fromArray(S, a, i + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, a, i + 3 * L));
            c4 = c4.add(FloatVector.fromArray(S, a, i + 4 * L));
            c5 = c5.add(FloatVector.fromArray(S, a, i + 5 * L));
            c6 = c6.add(FloatVector.fromArray(S, a, i + 6 * L));
            c7 = c7.add(FloatVector.fromArray(S, a, i + 7 * L));
        }
        return c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).reduceLanes(VectorOperators.ADD);
    }
}
