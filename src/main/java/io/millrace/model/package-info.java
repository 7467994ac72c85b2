/**
 * Networks as a Keras user builds, trains and uses them, over {@code network}, {@code training},
 * {@code encoding} and {@code keras}, which it imports and nothing else of this project. Start at {@link io.millrace.model.Model}.
 */
package io.millrace.model;
