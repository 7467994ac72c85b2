package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.Penalties;
import io.millrace.network.RecurrentLayer;
import java.util.ArrayList;
import java.util.List;

/** What the layers' regularizers add to the loss, l1·Σ|w| + l2·Σw², and to its gradient. */
final class Regularization {
    private record Part(int from, int to, Penalties.Penalty penalty) {}

    private final Part[] parts;

    Regularization(Architecture architecture) {
        Architecture expanded = architecture.expanded();
        List<Part> penalized = new ArrayList<>();
        for (Parameter parameter : expanded.parameters()) {
            Penalties.Penalty penalty = penalty(expanded.layers().get(parameter.layer()), parameter.name());
            if (!penalty.equals(Penalties.Penalty.NONE)) {
                penalized.add(new Part(parameter.offset(), parameter.offset() + parameter.size(), penalty));
            }
        }
        parts = penalized.toArray(Part[]::new);
    }

    private static Penalties.Penalty penalty(Layer layer, String parameter) {
        Penalties penalties = layer instanceof RecurrentLayer recurrent
                ? recurrent.penalties()
                : layer instanceof Layer.Dense dense ? dense.penalties() : Penalties.NONE;
        return switch (parameter) {
            case "kernel" -> penalties.kernel();
            case "recurrent_kernel" -> penalties.recurrentKernel();
            case "bias" -> penalties.bias();
            default -> Penalties.Penalty.NONE;
        };
    }

    double loss(float[] parameters) {
        double loss = 0;
        for (Part part : parts) {
            double sum = 0;
            double squares = 0;
            for (int i = part.from; i < part.to; i++) {
                sum += Math.abs(parameters[i]);
                squares += (double) parameters[i] * parameters[i];
            }
            loss += part.penalty.l1() * sum + part.penalty.l2() * squares;
        }
        return loss;
    }

    void addGradient(float[] parameters, float[] gradient) {
        for (Part part : parts) {
            float l1 = (float) part.penalty.l1();
            float twice = (float) (2 * part.penalty.l2());
            for (int i = part.from; i < part.to; i++) {
                gradient[i] += l1 * Math.signum(parameters[i]) + twice * parameters[i];
            }
        }
    }
}
