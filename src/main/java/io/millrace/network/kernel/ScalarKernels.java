package io.millrace.network.kernel;

import java.util.function.Supplier;

/** The kernels in plain Java: the fallback where there is no vector module, and the twin that vectors are checked against. */
final class ScalarKernels extends BuiltKernels {
    ScalarKernels() {
        this(StepBuffers::new);
    }

    private ScalarKernels(Supplier<StepBuffers> buffers) {
        super(buffers);
    }

    @Override
    Kernels with(Supplier<StepBuffers> buffers) {
        return new ScalarKernels(buffers);
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Product product(int depth, int width) {
        return new ScalarProduct(depth, width);
    }

    @Override
    public RowFunction activation(Activation activation, int width) {
        return new PlainFunction(activation, width);
    }

    @Override
    public MatrixProducts products() {
        return new ScalarMatrices();
    }
}
