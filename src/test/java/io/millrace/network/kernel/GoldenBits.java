package io.millrace.network.kernel;

import java.util.List;
import java.util.stream.Stream;

/** A hash over the outputs of seeded layers of every kind and every activation, 40 steps each. */
final class GoldenBits {
    static final long EXPECTED = -7633633398506570629L;

    /** Of elu and the activations after it. */
    static final long EXPECTED_LATER = 5811793690654709929L;

    /** Of every kind in an odd shape, a few steps: what other virtual machines are asked for. */
    static final long EXPECTED_SHORT = 7346634815884668708L;

    private GoldenBits() {}

    static long shortHash(Kernels kernels) {
        List<KernelCase> layers = Stream.of(KernelCase.Kind.values())
                .flatMap(kind -> Stream.of(KernelCase.of(kind, 7, 33), KernelCase.of(kind, 13, 130)))
                .toList();
        return hash(kernels, layers, 5);
    }

    static long hash(Kernels kernels) {
        return hash(kernels, KernelCase.all().stream().filter(KernelCase::first).toList(), 40);
    }

    static long laterHash(Kernels kernels) {
        return hash(
                kernels,
                KernelCase.all().stream().filter(layer -> !layer.first()).toList(),
                40);
    }

    private static long hash(Kernels kernels, List<KernelCase> layers, int steps) {
        long hash = 1;
        for (KernelCase layer : layers) {
            StepKernel kernel = layer.kernel(kernels, 7);
            Rows rows = new Rows(layer, kernel, 7, 77);
            for (int step = 0; step < steps; step++) {
                rows.step(kernel, rows.all());
                for (int row = 0; row < rows.count; row++) {
                    for (int bits : rows.bits(row)) {
                        hash = 31 * hash + bits;
                    }
                    System.arraycopy(rows.inputs[row], 1, rows.inputs[row], 0, layer.inputs() - 1);
                    rows.inputs[row][layer.inputs() - 1] = rows.outputs[row][0];
                }
            }
        }
        return hash;
    }

    /** Prints the hash of both kernels: run it with any JDK and any flags. */
    public static void main(String[] args) {
        for (Kernels kernels : new Kernels[] {new ScalarKernels(), new VectorKernels()}) {
            System.out.println(kernels.name() + ": " + hash(kernels) + ", expected " + EXPECTED + "; later ones "
                    + laterHash(kernels) + ", expected " + EXPECTED_LATER);
        }
    }
}
