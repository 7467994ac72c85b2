/**
 * The way there and back: a window of time through all layers with the serving kernels, and its gradient.
 * Pure: imports {@code java..}, {@code network} and {@code network.kernel} only. Start at {@link io.millrace.training.gradient.SequencePass}.
 */
package io.millrace.training.gradient;
