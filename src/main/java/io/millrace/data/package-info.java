/**
 * Recorded streams on their way into training: CSV files, splits, scaling, windows. Imports ND4J for n-dimensional
 * arrays, Jackson for splits, {@code encoding} and {@code training}. Start at {@link io.millrace.data.TrajectoryCsv}.
 */
package io.millrace.data;
