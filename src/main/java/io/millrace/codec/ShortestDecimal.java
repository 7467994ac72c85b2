package io.millrace.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/**
 * A double as the shortest decimal that reads back to the same bits, of several the nearest, in the text of
 * {@link Double#toString(double)} since JDK 19; the same on every JDK, and without garbage.
 *
 * <p>A double is v = c·2^q. All decimals that round to v lie between the midpoints to its neighbours; with k chosen so
 * that 10^k is just not larger than that interval, at most two multiples of 10^k next to v, and at most one of
 * 10^(k+1), can lie inside. Which of them do is seen from v and both midpoints, times 4·10^−k and rounded to odd, which
 * 126 bits of 10^−k decide without error.
 *
 * <p>Source: Raffaello Giulietti, The Schubfach way to render doubles, 2020. One thread.
 */
final class ShortestDecimal {
    /** Longest text: −1.2345678901234567E−308. */
    private static final int LONGEST = 24;

    private static final int FRACTION_BITS = 52;
    private static final long HIDDEN_BIT = 1L << FRACTION_BITS;
    private static final int LEAST_Q = -1074;
    private static final long LOG10_OF_2 = 661_971_961_083L; // times 2^41, rounded down, as the next
    private static final long LOG10_OF_THREE_QUARTERS = -274_743_187_321L;
    private static final long LOG2_OF_10 = 913_124_641_741L; // times 2^38
    private static final long LOW_63 = Long.MAX_VALUE;

    private static final int LEAST_K = -324;
    private static final int MOST_K = 292;
    private static final long[] POWERS = powers(); // of 10^−k the upper and the lower 63 bits, k from the least

    private static final int DIGITS = 17;
    private static final long[] TENS =
            LongStream.iterate(1, ten -> 10 * ten).limit(DIGITS + 2).toArray();
    private static final long TEN_TO_8 = 100_000_000L; // not from the array: divisions by constants are multiplications
    private static final long TEN_TO_16 = 10_000_000_000_000_000L;
    private static final long ZEROS = 0x3030_3030_3030_3030L; // eight digits '0'
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PLAIN_FROM = -2; // exponents of ten, of 0.ddd…, that are written without an exponent
    private static final int PLAIN_TO = 7;

    private final byte[] text = new byte[LONGEST + Long.BYTES]; // digits are put down by eights
    private int length;

    /** The text, up to the length that {@link #write} gave. */
    byte[] text() {
        return text;
    }

    /** The text written last. */
    @Override
    public String toString() {
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    /** @return the text's length */
    int write(double number) {
        long bits = Double.doubleToRawLongBits(number);
        int exponent = (int) (bits >>> FRACTION_BITS) & 0x7FF;
        long fraction = bits & (HIDDEN_BIT - 1);
        if (exponent == 0x7FF) {
            throw new IllegalArgumentException("expected a finite number, found " + number);
        }
        length = 0;
        if (bits < 0) {
            text[length++] = '-';
        }
        if (exponent > 0) {
            decimal(HIDDEN_BIT | fraction, exponent + LEAST_Q - 1, 0);
        } else if (fraction > 2) {
            decimal(fraction, LEAST_Q, 0);
        } else if (fraction > 0) {
            decimal(10 * fraction, LEAST_Q, -1); // else it had a single digit, and the nearest has two
        } else {
            text[length++] = '0';
            text[length++] = '.';
            text[length++] = '0';
        }
        return length;
    }

    /** @return the text's length */
    int write(long number) {
        if (number < 0 || number >= TEN_TO_16) {
            byte[] all = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(all, 0, text, 0, all.length);
            length = all.length;
            return length;
        }
        int upper = (int) (number / TEN_TO_8);
        long head = eightDigits(upper);
        long tail = eightDigits((int) (number - upper * TEN_TO_8));
        if (upper == 0) {
            int zeros = Math.min(Long.numberOfTrailingZeros(tail) / Byte.SIZE, Long.BYTES - 1);
            LONG.set(text, 0, tail + ZEROS >>> Byte.SIZE * zeros);
            length = Long.BYTES - zeros;
        } else {
            int zeros = Long.numberOfTrailingZeros(head) / Byte.SIZE;
            LONG.set(text, 0, head + ZEROS >>> Byte.SIZE * zeros);
            LONG.set(text, Long.BYTES - zeros, tail + ZEROS);
            length = 2 * Long.BYTES - zeros;
        }
        return length;
    }

    /** Writes c·2^q·10^shift. */
    private void decimal(long c, int q, int shift) {
        boolean even = (c & 1) == 0; // then the midpoints themselves round to it
        boolean lopsided = c == HIDDEN_BIT && q > LEAST_Q; // the neighbour below is only half as far
        int k = lopsided ? floorLog10ThreeQuartersOfPower2(q) : floorLog10OfPower2(q);
        int left = q + floorLog2OfPower10(-k) + 2;
        long value = scaled(k, 4 * c << left);
        long lower = scaled(k, 4 * c - (lopsided ? 1 : 2) << left) + (even ? 0 : 1);
        long upper = scaled(k, 4 * c + 2 << left) - (even ? 0 : 1);

        long below = value / 4; // times 10^k; one more is above
        if (below >= 100) {
            long tens = below / 10 * 10;
            boolean tensInside = lower <= 4 * tens;
            boolean nextTensInside = 4 * (tens + 10) <= upper;
            if (tensInside != nextTensInside) {
                write(tensInside ? tens : tens + 10, k + shift);
                return;
            }
        }
        boolean belowInside = lower <= 4 * below;
        boolean aboveInside = 4 * (below + 1) <= upper;
        boolean takeBelow = belowInside;
        if (belowInside == aboveInside) {
            long nearer = value - (4 * below + 2);
            takeBelow = nearer < 0 || nearer == 0 && (below & 1) == 0;
        }
        write(takeBelow ? below : below + 1, k + shift);
    }

    /** The product with 10^−k, to the scale of four times an integer, rounded to odd. */
    private static long scaled(int k, long factor) {
        long high = POWERS[2 * (k - LEAST_K)];
        long low = POWERS[2 * (k - LEAST_K) + 1];
        long middle = (high * factor >>> 1) + Math.multiplyHigh(low, factor);
        long whole = Math.multiplyHigh(high, factor) + (middle >>> 63);
        return whole | (middle & LOW_63) + LOW_63 >>> 63;
    }

    /** Writes number·10^k. */
    private void write(long number, int k) {
        int ten = countOfDigits(number);
        int point = k + ten; // 0.ddd…·10^point
        long all = number * TENS[DIGITS - ten]; // seventeen digits, the first of them not zero
        long first = all / TEN_TO_16;
        long rest = all - first * TEN_TO_16;
        int upper = (int) (rest / TEN_TO_8);
        long middle = eightDigits(upper);
        long last = eightDigits((int) (rest - upper * TEN_TO_8));
        int count = last == 0 ? 1 + lengthOf(middle) : 9 + lengthOf(last);
        if (point < PLAIN_FROM || point > PLAIN_TO) {
            put(first, middle, last, length + 1);
            text[length] = text[length + 1];
            text[length + 1] = '.';
            length += 1 + Math.max(count, 2);
            writeExponent(point - 1);
        } else if (point <= 0) {
            text[length] = '0';
            text[length + 1] = '.';
            text[length + 2] = '0';
            text[length + 3] = '0';
            length += 2 - point;
            put(first, middle, last, length);
            length += count;
        } else {
            put(first, middle, last, length + 1);
            long head = first + (middle << Byte.SIZE) + ZEROS; // the first eight, as if no point came between
            int bits = Byte.SIZE * point;
            long whole = ~(-1L << bits);
            long fraction = -1L << bits << Byte.SIZE;
            LONG.set(text, length, head & whole | (long) '.' << bits | head << Byte.SIZE & fraction);
            length += 1 + Math.max(count, point + 1);
        }
    }

    /** Seventeen digits, from there on. */
    private void put(long first, long middle, long last, int at) {
        text[at] = (byte) ('0' + first);
        LONG.set(text, at + 1, middle + ZEROS);
        LONG.set(text, at + 9, last + ZEROS);
    }

    /** A number of eight digits, the first in the lowest byte: split into halves three times, all parts at once. */
    private static long eightDigits(int number) {
        long upper = number / 10_000;
        long fours = upper | number - 10_000 * upper << 32;
        long hundreds = fours * 10_486 >>> 20 & 0x0000_007F_0000_007FL;
        long twos = hundreds | fours - 100 * hundreds << 16;
        long tens = twos * 103 >>> 10 & 0x000F_000F_000F_000FL;
        return tens | twos - 10 * tens << 8;
    }

    /** Without the zeros at the end. */
    private static int lengthOf(long digits) {
        return Long.BYTES - Long.numberOfLeadingZeros(digits) / Byte.SIZE;
    }

    private static int countOfDigits(long number) {
        int guess = (64 - Long.numberOfLeadingZeros(number)) * 1233 >> 12; // log10(2) is 1233/4096
        return guess + (number >= TENS[guess] ? 1 : 0);
    }

    private void writeExponent(int exponent) {
        text[length++] = 'E';
        if (exponent < 0) {
            text[length++] = '-';
        }
        int size = Math.abs(exponent);
        if (size >= 100) {
            text[length++] = (byte) ('0' + size / 100);
        }
        if (size >= 10) {
            text[length++] = (byte) ('0' + size / 10 % 10);
        }
        text[length++] = (byte) ('0' + size % 10);
    }

    /** ⌊log10 2^q⌋ */
    private static int floorLog10OfPower2(int q) {
        return (int) (q * LOG10_OF_2 >> 41);
    }

    /** ⌊log10 (¾·2^q)⌋ */
    private static int floorLog10ThreeQuartersOfPower2(int q) {
        return (int) (q * LOG10_OF_2 + LOG10_OF_THREE_QUARTERS >> 41);
    }

    /** ⌊log2 10^e⌋ */
    private static int floorLog2OfPower10(int e) {
        return (int) (e * LOG2_OF_10 >> 38);
    }

    /** ⌊10^−k·2^r⌋ + 1 with r such that it has 126 bits, of every k. */
    private static long[] powers() {
        long[] powers = new long[2 * (MOST_K - LEAST_K + 1)];
        for (int k = LEAST_K; k <= MOST_K; k++) {
            int r = 125 - floorLog2OfPower10(-k);
            BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
            BigInteger power =
                    k <= 0 ? ten.shiftLeft(r) : BigInteger.ONE.shiftLeft(r).divide(ten);
            BigInteger above = power.add(BigInteger.ONE);
            powers[2 * (k - LEAST_K)] = above.shiftRight(63).longValueExact();
            powers[2 * (k - LEAST_K) + 1] = above.longValue() & LOW_63;
        }
        return powers;
    }
}
