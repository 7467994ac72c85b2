/**
 * How a model is replaced by a better one: drift, training a challenger, judging it. Imports {@code data},
 * {@code evaluation}, {@code training}, {@code encoding} and {@code network}, no Kafka. Start at
 * {@link io.millrace.retrain.Challenger}.
 */
package io.millrace.retrain;
