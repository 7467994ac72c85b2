package io.millrace.training;

import java.util.Arrays;
import java.util.Random;

/** How a fresh weight matrix begins, by Keras' names and definitions. */
public enum Initializer {
    ZEROS {
        @Override
        void fill(float[] values, int at, int rows, int columns, Random random) {
            Arrays.fill(values, at, at + rows * columns, 0f);
        }
    },
    /** Uniform within ±√(6 / (rows + columns)). Source: Glorot and Bengio 2010. */
    GLOROT_UNIFORM {
        @Override
        void fill(float[] values, int at, int rows, int columns, Random random) {
            double limit = Math.sqrt(6.0 / (rows + columns));
            for (int i = at; i < at + rows * columns; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
            }
        }
    },
    /**
     * Orthonormal rows, or columns where there are fewer, uniformly distributed over all such matrices: a matrix of normal
     * numbers, made orthonormal. Source: Saxe, McClelland and Ganguli 2014, arXiv:1312.6120.
     */
    ORTHOGONAL {
        @Override
        void fill(float[] values, int at, int rows, int columns, Random random) {
            double[][] vectors = Orthonormal.random(Math.min(rows, columns), Math.max(rows, columns), random);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    double value = rows <= columns ? vectors[row][column] : vectors[column][row];
                    values[at + row * columns + column] = (float) value;
                }
            }
        }
    };

    /** Fills the matrix [rows, columns] that stands in {@code values} from {@code at} on. */
    abstract void fill(float[] values, int at, int rows, int columns, Random random);
}
