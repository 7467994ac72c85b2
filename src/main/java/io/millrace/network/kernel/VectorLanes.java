package io.millrace.network.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's widest vector of floats. Static and final, since C2 boxes vectors of a species that it does not know. */
final class VectorLanes {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    /** Floats of one vector. */
    static final int L = S.length();

    private VectorLanes() {}

    /** How many vectors hold n floats. */
    static int vectors(int n) {
        return (n + L - 1) / L;
    }
}
