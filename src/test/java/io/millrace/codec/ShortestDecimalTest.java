package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortestDecimalTest {
    private static final long SEED = 7;

    private final ShortestDecimal decimal = new ShortestDecimal();

    private String text(double number) {
        decimal.write(number);
        return decimal.toString();
    }

    private void assertTheSame(double number) {
        assertEquals(NumberOutput.toString(number, true), text(number), () -> Double.toHexString(number));
    }

    @Test
    void numbersOfEveryKindReadAsTheirAuthorsWroteThem() {
        assertEquals("0.0", text(0));
        assertEquals("-0.0", text(-0.0));
        assertEquals("1.0", text(1));
        assertEquals("0.1", text(0.1));
        assertEquals("-12.5", text(-12.5));
        assertEquals("0.001", text(0.001));
        assertEquals("1.0E-4", text(0.0001));
        assertEquals("9999999.0", text(9_999_999));
        assertEquals("1.0E7", text(10_000_000));
        assertEquals("1.7976931348623157E308", text(Double.MAX_VALUE));
        assertEquals("-2.2250738585072014E-308", text(-Double.MIN_NORMAL));
        assertEquals("4.9E-324", text(Double.MIN_VALUE));
        assertEquals("2.0E23", text(2e23));
    }

    @Test
    void everyPowerOfTwoAndItsNeighboursAreWrittenAsJacksonDoes() {
        for (int exponent = -1074; exponent < 1024; exponent++) {
            double power = Math.scalb(1.0, exponent);
            assertTheSame(power);
            assertTheSame(Math.nextUp(power));
            assertTheSame(Math.nextDown(power));
        }
    }

    @Test
    void everyPowerOfTenAndItsNeighboursAreWrittenAsJacksonDoes() {
        for (int exponent = -324; exponent <= 308; exponent++) {
            double power = Double.parseDouble("1E" + exponent);
            assertTheSame(power);
            assertTheSame(Math.nextUp(power));
            assertTheSame(Math.nextDown(power));
        }
    }

    @Test
    void anyBitsAreWrittenAsJacksonDoes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 300_000; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) {
                assertTheSame(any);
            }
            assertTheSame(random.nextGaussian());
            assertTheSame((float) random.nextGaussian());
            assertTheSame(random.nextInt(100_000_000) / 1000.0);
            assertTheSame(Double.longBitsToDouble(random.nextInt(1000)));
            assertTheSame(random.nextLong());
        }
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> decimal.write(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> decimal.write(Double.NEGATIVE_INFINITY));
    }
}
