/**
 * What training makes small, and what it reports: losses and metrics of one row, by Keras' names and definitions.
 * Pure: imports {@code java..} and {@code network.kernel} only. Start at {@link io.millrace.training.loss.Loss}.
 */
package io.millrace.training.loss;
