/**
 * Recurrent networks: architecture (numbers), weights (immutable), states of streams (mutable), and one step of all three.
 * Pure: imports {@code java..} and {@code network.kernel} only. Start at {@link io.millrace.network.SequenceModel}.
 */
package io.millrace.network;
