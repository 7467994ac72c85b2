/**
 * How good answers are, of networks and of baselines by the same protocol: points, tokens, classes, sequences. Imports
 * {@code network}, {@code encoding}, {@code data}, {@code baseline}, {@code training.loss}. Start at {@link io.millrace.evaluation.ForecastProtocol}.
 */
package io.millrace.evaluation;
