package io.millrace.codec;

import com.fasterxml.jackson.core.io.NumberInput;
import java.util.stream.IntStream;

/**
 * A number as JSON writes it, read to the nearest double: ±digits·10^scale. Where both the digits and the power of ten are
 * doubles without error, one multiplication or division rounds once, and so rightly; the rest is Jackson's. One thread.
 *
 * <p>Source: William D. Clinger, How to read floating point numbers accurately, 1990.
 */
final class JsonNumber {
    /** Longest text, in characters. */
    static final int MAX_LENGTH = 1000;

    private static final int EXACT_DIGITS = 18; // of a long
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final double[] TENS = IntStream.rangeClosed(0, 22) // 5^22 is the last below 2^53
            .mapToDouble(exponent -> Double.parseDouble("1e" + exponent))
            .toArray();
    private static final int MAX_EXPONENT = 100_000; // beyond every double

    private final char[] text = new char[MAX_LENGTH];
    private byte[] json;
    private int start;
    private int end;
    private boolean negative;
    private long digits;
    private int count; // of the digits, but for zeros in front
    private int scale;

    /** Reads the number that begins there. Returns where it ends, or, negative, ~ where there is what no number has. */
    int read(byte[] value, int at) {
        json = value;
        start = at;
        digits = 0;
        count = 0;
        scale = 0;
        negative = value[at] == '-';
        int whole = negative ? at + 1 : at;
        end = digits(whole);
        if (end == whole || value[whole] == '0' && end > whole + 1) {
            return ~Math.min(end, whole + 1);
        }
        if (is('.', '.')) {
            int point = end + 1;
            end = digits(point);
            scale = point - end;
            if (end == point) {
                return ~end;
            }
        }
        return is('e', 'E') ? exponent(end + 1) : end;
    }

    private boolean is(char one, char other) {
        return end < json.length && (json[end] == one || json[end] == other);
    }

    private int digits(int from) {
        int at = from;
        for (; at < json.length && json[at] >= '0' && json[at] <= '9'; at++) {
            digits = 10 * digits + json[at] - '0'; // of too many, nonsense that is not used
            count += count > 0 || json[at] != '0' ? 1 : 0;
        }
        return at;
    }

    private int exponent(int from) {
        boolean less = from < json.length && json[from] == '-';
        boolean signed = less || from < json.length && json[from] == '+';
        int first = signed ? from + 1 : from;
        int exponent = 0;
        for (end = first; end < json.length && json[end] >= '0' && json[end] <= '9'; end++) {
            exponent = Math.min(MAX_EXPONENT, 10 * exponent + json[end] - '0');
        }
        scale += less ? -exponent : exponent;
        return end == first ? ~end : end;
    }

    int length() {
        return end - start;
    }

    /** The number read last, of at most {@link #MAX_LENGTH} characters; infinite where it is beyond all doubles. */
    double value() {
        boolean exact = count <= EXACT_DIGITS && digits <= EXACT_DOUBLE && Math.abs(scale) < TENS.length;
        if (!exact) {
            return parsed();
        }
        double number = scale < 0 ? digits / TENS[-scale] : digits * TENS[scale];
        return negative ? -number : number;
    }

    private double parsed() {
        for (int i = 0; i < length(); i++) {
            text[i] = (char) json[start + i];
        }
        return NumberInput.parseDouble(text, 0, length(), true);
    }
}
