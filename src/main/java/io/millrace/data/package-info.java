/**
 * Recorded streams, texts and images on their way into training: loaders, splits, padding, scaling, windows. Imports
 * {@code encoding}, {@code network} for its arrays, {@code training}, Jackson for splits, and ND4J where it computes over
 * whole arrays (scaling, NumPy files); what is read value by value stays in plain arrays, as training takes them. Start at
 * {@link io.millrace.data.TrajectoryCsv} and {@link io.millrace.data.LabelledSequences}.
 */
package io.millrace.data;
