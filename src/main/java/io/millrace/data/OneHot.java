package io.millrace.data;

/** Numbers of classes or tokens as vectors, 1 at the number's place and 0 elsewhere. */
public final class OneHot {
    private OneHot() {}

    /** [ids, width]. Errors: an id that is not below the width is refused with its place. */
    public static float[] of(int[] ids, int width) {
        float[] values = new float[Math.multiplyExact(ids.length, width)];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= width) {
                throw new IllegalArgumentException(
                        "one-hot: expected 0 to " + (width - 1) + ", found " + ids[i] + " at " + i);
            }
            values[i * width + ids[i]] = 1f;
        }
        return values;
    }
}
