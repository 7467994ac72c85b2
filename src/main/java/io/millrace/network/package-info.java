/**
 * Recurrent networks: architecture (a graph of layers, numbers only), weights (immutable), states of streams (mutable); one step
 * of all three, or whole arrays. Pure: imports {@code java..} and {@code network.kernel} only. Start at
 * {@link io.millrace.network.SequenceModel}; {@link io.millrace.network.GraphBuilder} wires a model.
 */
package io.millrace.network;
