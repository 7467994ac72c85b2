package io.millrace.network.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's widest vector of floats. Static and final, since C2 boxes vectors of a species that it does not know. */
final class VectorLanes {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    /** Floats of one vector. */
    static final int L = S.length();

    private VectorLanes() {}

    /** Copies one vector: {@code System.arraycopy} takes several times as long for so few. */
    private static void copy(float[] from, int at, float[] to, int toAt) {
        FloatVector.fromArray(S, from, at).intoArray(to, toAt);
    }

    /** Copies so many floats, few or many. */
    static void copy(float[] from, int at, float[] to, int toAt, int floats) {
        int i = 0;
        for (; i + L <= floats; i += L) {
            copy(from, at + i, to, toAt + i);
        }
        if (i < floats) {
            System.arraycopy(from, at + i, to, toAt + i, floats - i);
        }
    }

    /** How many vectors hold n floats. */
    static int vectors(int n) {
        return (n + L - 1) / L;
    }
}
