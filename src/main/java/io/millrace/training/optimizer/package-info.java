/**
 * How a gradient changes the weights: optimizers with Keras' equations, learning rates, clipping.
 * Pure: imports {@code java..} and {@code network} only. Start at {@link io.millrace.training.optimizer.Optimizer}.
 */
package io.millrace.training.optimizer;
