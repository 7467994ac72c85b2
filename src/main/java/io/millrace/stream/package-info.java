/**
 * Streams of points and their predictions: one recurrent state per stream, all streams of a poll stepped together.
 * Pure: imports {@code java..}, {@code network} and {@code encoding} only. Start at
 * {@link io.millrace.stream.StreamPredictor}.
 */
package io.millrace.stream;
