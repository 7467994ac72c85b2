/**
 * What a network has to beat: predictions that need no learning. Imports ND4J for linear algebra, nothing else of the
 * project. Start at {@link io.millrace.baseline.Extrapolation}.
 */
package io.millrace.baseline;
