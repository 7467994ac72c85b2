/**
 * Training by truncated backpropagation through time, with the kernels that serve. Pure: imports {@code java..},
 * {@code network} and {@code network.kernel} only. Start at {@link io.millrace.training.Trainer}.
 */
package io.millrace.training;
