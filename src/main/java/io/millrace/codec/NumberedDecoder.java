package io.millrace.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a point that bears its number in its stream, in a field of its own: {@code {"x":0.1,"y":2,"seq":17}}, or behind the
 * features, {@code [0.1,2,17]}. The number comes last among those decoded.
 */
public final class NumberedDecoder implements ValueDecoder {
    private static final double LARGEST = 1L << 53; // a double holds every whole number up to it

    private final PointDecoder decoder;
    private final String field;

    /** @param features without the field */
    public NumberedDecoder(List<String> features, String field) {
        List<String> all = new ArrayList<>(features);
        all.add(field);
        decoder = new PointDecoder(all);
        this.field = field;
    }

    @Override
    public double[] decode(byte[] value, Refusal refusal) {
        double[] numbers = decoder.decode(value, refusal);
        if (numbers == null) {
            return null;
        }
        double number = numbers[numbers.length - 1];
        if (number != Math.rint(number) || Math.abs(number) > LARGEST) {
            refusal.because(Rejection.NOT_A_NUMBER, "expected a whole number for " + field);
            return null;
        }
        return numbers;
    }
}
