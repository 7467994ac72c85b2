package io.millrace.training.optimizer;

import io.millrace.network.Parameter;
import java.util.List;

/** A bound on the gradient, kept before the optimizer sees it. */
public record GradientClipping(Kind kind, double limit) {
    /** What is bounded; Keras' names in brackets. */
    public enum Kind {
        NONE,
        /** Each component (clipvalue). */
        VALUE,
        /** The Euclidean norm of each weight array's gradient (clipnorm). */
        NORM,
        /** The Euclidean norm of the whole gradient (global_clipnorm). */
        GLOBAL_NORM
    }

    public GradientClipping {
        if (kind != Kind.NONE && !(limit > 0)) {
            throw new IllegalArgumentException("gradient clipping: expected a limit above 0, found " + limit);
        }
    }

    public static GradientClipping none() {
        return new GradientClipping(Kind.NONE, 0);
    }

    public static GradientClipping globalNorm(double limit) {
        return new GradientClipping(Kind.GLOBAL_NORM, limit);
    }

    /** Bounds the gradient in place. */
    public void apply(float[] gradient, List<Parameter> parameters) {
        switch (kind) {
            case NONE -> {}
            case VALUE -> clipValues(gradient, (float) limit);
            case NORM ->
                parameters.forEach(
                        parameter -> clipNorm(gradient, parameter.offset(), parameter.offset() + parameter.size()));
            case GLOBAL_NORM -> clipNorm(gradient, 0, gradient.length);
        }
    }

    private static void clipValues(float[] gradient, float limit) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = Math.max(-limit, Math.min(limit, gradient[i]));
        }
    }

    private void clipNorm(float[] gradient, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (double) gradient[i] * gradient[i];
        }
        double norm = Math.sqrt(squares);
        if (norm > limit) {
            float factor = (float) (limit / norm);
            for (int i = from; i < to; i++) {
                gradient[i] *= factor;
            }
        }
    }
}
