package io.millrace.data;

/** Whether what is to be held in one array fits into one. */
final class ArraySize {
    private ArraySize() {}

    /** Floats of so many sequences; refused in one line where a Java array cannot hold them. */
    static int of(long sequences, long steps, long width) {
        double floats = (double) sequences * steps * width;
        if (floats > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(String.format(
                    "data: expected at most %d numbers in all, found %d sequences of %d steps of %d;"
                            + " take fewer or shorter ones, or an Embedding in place of one-hot tokens",
                    Integer.MAX_VALUE - 8, sequences, steps, width));
        }
        return (int) (sequences * steps * width);
    }
}
