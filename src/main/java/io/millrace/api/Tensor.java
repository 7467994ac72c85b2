package io.millrace.api;

/**
 * A named array, row-major: of numbers or of texts. The arrays belong to it and are only read.
 *
 * @param numbers null where it holds texts
 * @param texts null where it holds numbers
 */
record Tensor(String name, Datatype datatype, int[] shape, double[] numbers, String[] texts) {
    static Tensor of(String name, Datatype datatype, int[] shape, double[] numbers) {
        return new Tensor(name, datatype, shape, numbers, null);
    }

    static Tensor of(String name, int[] shape, String[] texts) {
        return new Tensor(name, Datatype.BYTES, shape, null, texts);
    }

    /** Elements of such a shape; errors: more than fit into an array. */
    static int elements(int[] shape, String where) {
        long elements = 1;
        for (int size : shape) {
            elements *= size;
            if (elements > Integer.MAX_VALUE) {
                throw ApiException.invalid(where + ": expected fewer elements than " + Integer.MAX_VALUE);
            }
        }
        return (int) elements;
    }
}
