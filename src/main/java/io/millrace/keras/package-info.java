/**
 * Keras model files: reads those of Keras 1, 2 and 3, writes one that Keras 2 and 3 both load. Imports {@code network},
 * {@code encoding}, jHDF (reading only) and Jackson. Start at {@link io.millrace.keras.KerasModelFile}.
 */
package io.millrace.keras;
