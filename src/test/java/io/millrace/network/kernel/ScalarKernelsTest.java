package io.millrace.network.kernel;

class ScalarKernelsTest extends KernelsContract {
    ScalarKernelsTest() {
        super(new ScalarKernels());
    }
}
