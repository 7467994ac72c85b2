package io.millrace.network.kernel;

class VectorKernelsTest extends KernelsContract {
    VectorKernelsTest() {
        super(new VectorKernels());
    }
}
