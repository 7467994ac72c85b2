package io.millrace.training;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** How a fresh weight array begins, by Keras' names and definitions. */
@FunctionalInterface
public interface Initializer {
    Initializer ZEROS = constant(0);

    Initializer ONES = constant(1);

    /** Uniform within ±√(6 / (rows + columns)). Source: Glorot and Bengio 2010. */
    Initializer GLOROT_UNIFORM = (values, at, rows, columns, random) ->
            uniform(Math.sqrt(6.0 / (rows + columns))).fill(values, at, rows, columns, random);

    /** Normal with deviation √(2 / (rows + columns)), cut off at two of them. Source: the same. */
    Initializer GLOROT_NORMAL = (values, at, rows, columns, random) ->
            truncatedNormal(Math.sqrt(2.0 / (rows + columns))).fill(values, at, rows, columns, random);

    /** Uniform within ±√(6 / rows). Source: He et al. 2015, arXiv:1502.01852. */
    Initializer HE_UNIFORM = (values, at, rows, columns, random) ->
            uniform(Math.sqrt(6.0 / rows)).fill(values, at, rows, columns, random);

    /** Normal with deviation √(2 / rows), cut off at two of them. Source: the same. */
    Initializer HE_NORMAL = (values, at, rows, columns, random) ->
            truncatedNormal(Math.sqrt(2.0 / rows)).fill(values, at, rows, columns, random);

    /**
     * Orthonormal rows, or columns where there are fewer, uniformly distributed over all such matrices: a matrix of normal
     * numbers, made orthonormal. Source: Saxe, McClelland and Ganguli 2014, arXiv:1312.6120.
     */
    Initializer ORTHOGONAL = (values, at, rows, columns, random) -> {
        double[][] vectors = Orthonormal.random(Math.min(rows, columns), Math.max(rows, columns), random);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double value = rows <= columns ? vectors[row][column] : vectors[column][row];
                values[at + row * columns + column] = (float) value;
            }
        }
    };

    /** Fills the array [rows, columns] that stands in {@code values} from {@code at} on; a vector is one row. */
    void fill(float[] values, int at, int rows, int columns, Random random);

    static Initializer constant(double value) {
        return (values, at, rows, columns, random) -> Arrays.fill(values, at, at + rows * columns, (float) value);
    }

    static Initializer randomUniform(double minimum, double maximum) {
        return (values, at, rows, columns, random) ->
                fill(values, at, rows * columns, () -> minimum + random.nextDouble() * (maximum - minimum));
    }

    static Initializer randomNormal(double mean, double deviation) {
        return (values, at, rows, columns, random) ->
                fill(values, at, rows * columns, () -> mean + deviation * random.nextGaussian());
    }

    private static Initializer uniform(double limit) {
        return (values, at, rows, columns, random) ->
                fill(values, at, rows * columns, () -> (2 * random.nextDouble() - 1) * limit);
    }

    /** Drawn again where it lies beyond two deviations, of such a normal that what is left has the one asked for. */
    private static Initializer truncatedNormal(double deviation) {
        double wider = deviation / 0.8796256610342398;
        return (values, at, rows, columns, random) -> fill(values, at, rows * columns, () -> {
            double drawn = random.nextGaussian();
            while (Math.abs(drawn) > 2) {
                drawn = random.nextGaussian();
            }
            return wider * drawn;
        });
    }

    private static void fill(float[] values, int at, int count, DoubleSupplier drawn) {
        for (int i = at; i < at + count; i++) {
            values[i] = (float) drawn.getAsDouble();
        }
    }
}
