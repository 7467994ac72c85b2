/**
 * How far predictions lie from what came, for networks and baselines by the same protocol. Imports {@code network},
 * {@code encoding}, {@code data}, {@code baseline}. Start at {@link io.millrace.evaluation.ForecastProtocol}.
 */
package io.millrace.evaluation;
