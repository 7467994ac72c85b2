package io.millrace.network;

import java.util.Arrays;

/** All weights of a model, immutable: one flat array in the order of {@link Architecture#parameters()}. */
public final class Weights {
    private final Architecture architecture;
    private final float[] values;

    /** Errors: a wrong count, or a weight that is not finite, is refused and named. */
    public Weights(Architecture architecture, float[] values) {
        if (values.length != architecture.parameterCount()) {
            throw new IllegalArgumentException(
                    "weights: expected " + architecture.parameterCount() + " floats, found " + values.length);
        }
        this.architecture = architecture;
        this.values = values.clone();
        for (Parameter parameter : architecture.parameters()) {
            requireFinite(parameter);
        }
    }

    private void requireFinite(Parameter parameter) {
        int size = parameter.size();
        for (int i = 0; i < size; i++) {
            float value = values[parameter.offset() + i];
            if (!Float.isFinite(value)) {
                String layer = architecture.layers().get(parameter.layer()).name();
                throw new IllegalArgumentException(
                        layer + " " + parameter.name() + ": expected finite weights, found " + value + " at " + i);
            }
        }
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The same weights for {@link Architecture#expanded()}. */
    Weights expanded() {
        return architecture.expanded() == architecture ? this : new Weights(architecture.expanded(), values);
    }

    /** A copy of all weights. */
    public float[] toArray() {
        return values.clone();
    }

    /** A copy of one weight array, row-major. */
    public float[] toArray(Parameter parameter) {
        return Arrays.copyOfRange(values, parameter.offset(), parameter.offset() + parameter.size());
    }

    /** The array itself, for the kernels of this package, which only read it. */
    float[] values() {
        return values;
    }
}
