package io.millrace.network.kernel;

/** Which kernels to take: made once, at start; the class names no vector type, so that it loads without their module. */
final class KernelChoice {
    static final String PROPERTY = "millrace.kernels";
    private static final String MODULE = "jdk.incubator.vector";

    private KernelChoice() {}

    /**
     * The kernels that are wanted, or the faster.
     *
     * @param wanted {@code scalar}, {@code vector}, or null
     * @param modulePresent whether the Vector API can be loaded
     */
    static Kernels choose(String wanted, boolean modulePresent) {
        if (wanted == null) {
            return modulePresent && VectorLanes.L >= 4 ? new VectorKernels() : new ScalarKernels();
        }
        return switch (wanted) {
            case "scalar" -> new ScalarKernels();
            case "vector" -> {
                if (!modulePresent) {
                    throw new IllegalStateException(PROPERTY + ": expected the module " + MODULE
                            + " for \"vector\", found none; start Java with --add-modules " + MODULE);
                }
                yield new VectorKernels();
            }
            default ->
                throw new IllegalArgumentException(PROPERTY + ": expected scalar or vector, found \"" + wanted + "\"");
        };
    }

    static boolean modulePresent() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }
}
