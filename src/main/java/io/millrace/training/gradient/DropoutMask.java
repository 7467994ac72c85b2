package io.millrace.training.gradient;

import java.util.Arrays;

/**
 * What a dropout multiplies by: 0 for the share that is left out, 1 / (1 − rate) for the rest; ones while nothing is left
 * out. Each number depends on the seed, the update, the row's place in its batch and its own place alone, so that shards and
 * threads change nothing. Source: Srivastava et al. 2014; the generator is Steele, Lea and Flood's SplitMix64, 2014.
 */
final class DropoutMask {
    /** What all masks of a model share. */
    static final class Draw {
        private final long seed;
        private boolean active;
        private long update;
        private int firstRow;

        Draw(long seed) {
            this.seed = seed;
        }

        void begin(long update, int firstRow) {
            active = true;
            this.update = update;
            this.firstRow = firstRow;
        }

        void off() {
            active = false;
        }
    }

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Draw draw;
    private final long place;
    private final float kept;
    private final double rate;
    private final int width;
    private final float[] factors; // [rows, width]

    /**
     * @param place a number of this mask in its model
     * @param width factors of a row
     */
    DropoutMask(Draw draw, int place, double rate, int rows, int width) {
        this.draw = draw;
        this.place = place;
        this.rate = rate;
        this.width = width;
        kept = (float) (1 / (1 - rate));
        factors = new float[Math.multiplyExact(rows, width)];
    }

    /** How many steps of the given width a row's factors are for. */
    int stepsOf(int stepWidth) {
        return width / stepWidth;
    }

    /** New factors, [rows, width]; null while nothing is left out. */
    float[] fill(int rows) {
        if (!draw.active) {
            return null;
        }
        Arrays.fill(factors, 0, rows * width, kept);
        for (int row = 0; row < rows; row++) {
            long state = mix(mix(mix(draw.seed, draw.update), place), draw.firstRow + row);
            for (int j = row * width; j < (row + 1) * width; j++) {
                state += GOLDEN_GAMMA;
                if ((finish(state) >>> 11) * 0x1p-53 < rate) {
                    factors[j] = 0f;
                }
            }
        }
        return factors;
    }

    private static long mix(long key, long next) {
        return finish((key ^ next) + GOLDEN_GAMMA);
    }

    private static long finish(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
