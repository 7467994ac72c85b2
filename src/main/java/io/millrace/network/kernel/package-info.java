/**
 * The arithmetic of one time step, and the matrix products of training, once with vectors and once in plain Java,
 * with the same bits. Imports nothing but {@code java..} and, in the {@code Vector*} classes, {@code jdk.incubator.vector}.
 * Start at {@link io.millrace.network.kernel.Kernels}.
 */
package io.millrace.network.kernel;
