package io.millrace.api;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.TokenEncoding;
import java.util.Arrays;

/**
 * The points of a call: rows, each a sequence or a part of one, of so many steps.
 *
 * @param rank of the tensor without the points' own width: 0 for one point, 1 for rows of one step, 2 for rows of steps
 * @param values [rows · steps][width]
 */
record Points(int rows, int steps, int rank, double[][] values) {
    /** Of one call, so that nobody waits long for somebody else's. */
    static final int MOST = 10_000;

    /** Errors: a shape that the model does not take, numbers that are not finite, tokens that it does not know. */
    static Points of(Tensor tensor, Encoding encoding) {
        return encoding instanceof TokenEncoding tokens ? tokens(tensor, tokens) : numbers(tensor, encoding.width());
    }

    private static Points numbers(Tensor tensor, int width) {
        int[] shape = tensor.shape();
        int rank = shape.length - 1;
        if (tensor.numbers() == null) {
            throw ApiException.invalid("inputs[0].datatype: expected FP32 or other numbers, found BYTES");
        }
        if (rank < 0 || rank > 2 || shape[rank] != width) {
            throw ApiException.invalid("inputs[0].shape: expected [" + width + "], [rows, " + width
                    + "] or [rows, steps, " + width + "], found " + Arrays.toString(shape));
        }
        double[][] points = new double[require(shape, rank)][];
        for (int i = 0; i < points.length; i++) {
            points[i] = Arrays.copyOfRange(tensor.numbers(), i * width, (i + 1) * width);
            for (double number : points[i]) {
                if (!Double.isFinite(number)) {
                    throw ApiException.invalid("inputs[0].data: expected finite numbers, found another");
                }
            }
        }
        return of(shape, rank, points);
    }

    private static Points tokens(Tensor tensor, TokenEncoding encoding) {
        int[] shape = tensor.shape();
        int rank = shape.length == 3 && shape[2] == 1 ? 2 : shape.length;
        if (rank < 1 || rank > 2) {
            throw ApiException.invalid(
                    "inputs[0].shape: expected [rows] or [rows, steps] of tokens, found " + Arrays.toString(shape));
        }
        double[][] points = new double[require(shape, rank)][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {
                tensor.texts() == null ? id(tensor.numbers()[i], encoding) : id(tensor.texts()[i], encoding)
            };
        }
        return of(shape, rank, points);
    }

    private static double id(String token, TokenEncoding encoding) {
        return encoding.vocabulary()
                .id(token)
                .orElseThrow(() -> ApiException.invalid("inputs[0].data: expected tokens of the vocabulary's "
                        + encoding.vocabulary() + ", found \"" + Datatype.shorten(token) + '"'));
    }

    private static double id(double id, TokenEncoding encoding) {
        if (id != (int) id || id < 0 || id >= encoding.vocabulary().size()) {
            throw ApiException.invalid("inputs[0].data: expected ids from 0 to "
                    + (encoding.vocabulary().size() - 1) + ", found " + id);
        }
        return id;
    }

    private static int require(int[] shape, int rank) {
        int points = Tensor.elements(Arrays.copyOf(shape, rank), "inputs[0].shape");
        if (points < 1 || points > MOST) {
            throw ApiException.invalid(
                    "inputs[0].shape: expected 1 to " + MOST + " points in one call, found " + points);
        }
        return points;
    }

    private static Points of(int[] shape, int rank, double[][] points) {
        return new Points(rank == 0 ? 1 : shape[0], rank < 2 ? 1 : shape[1], rank, points);
    }
}
