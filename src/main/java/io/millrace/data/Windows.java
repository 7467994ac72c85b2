package io.millrace.data;

import java.util.stream.IntStream;

/**
 * How a long sequence is cut for training.
 *
 * @param length steps of a window; a shorter sequence is padded with steps of no weight
 * @param stride steps from one window's start to the next; the last window ends with the sequence
 */
public record Windows(int length, int stride) {
    public Windows {
        if (length < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "windows: expected a length and a stride of at least 1, found " + length + " and " + stride);
        }
    }

    /** Where the windows of a sequence of {@code steps} begin. */
    IntStream starts(int steps) {
        int last = Math.max(0, steps - length);
        int regular = last / stride + 1;
        int all = steps == 0 ? 0 : last % stride == 0 ? regular : regular + 1;
        return IntStream.range(0, all).map(window -> Math.min(window * stride, last));
    }
}
