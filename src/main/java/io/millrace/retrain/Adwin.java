package io.millrace.retrain;

import java.util.ArrayList;
import java.util.List;

/**
 * A window over the newest values, as long as their mean stays the same: whenever two parts of it, older and newer, have
 * means that differ by more than chance allows, the older goes.
 *
 * <pre>{@code
 *   |mean₀ − mean₁| > √(2·m·v·d) + ⅔·m·d       v: variance of the window
 *   m = 1/(n₀ − l + 1) + 1/(n₁ − l + 1)        l: least length of a part
 *   d = ln(2·ln(n)/δ)                          δ: how often a stationary stream may alarm
 * }</pre>
 *
 * The window is kept in buckets of 1, 2, 4, … values, a few of each size, so that its memory grows with its length's
 * logarithm; parts are told apart between buckets.
 * Source: Bifet and Gavaldà, SIAM SDM 2007; bound and defaults as in River.
 */
public final class Adwin implements DriftDetector {
    private static final int LEAST_PART = 5;
    private static final int LEAST_WINDOW = 10;

    /** Buckets of one size, the oldest first. */
    private static final class Row {
        final double[] sums;
        final double[] deviations; // squared, from the bucket's own mean, summed up
        int count;

        Row(int capacity) {
            sums = new double[capacity];
            deviations = new double[capacity];
        }

        void add(double sum, double deviation) {
            sums[count] = sum;
            deviations[count++] = deviation;
        }

        void removeOldest(int number) {
            count -= number;
            System.arraycopy(sums, number, sums, 0, count);
            System.arraycopy(deviations, number, deviations, 0, count);
        }
    }

    private final double delta;
    private final int clock;
    private final int maxBuckets;
    private final List<Row> rows = new ArrayList<>(); // row r: buckets of 2^r values
    private long width;
    private double sum;
    private double deviation;
    private long ticks;
    private boolean rose;

    public Adwin() {
        this(0.002, 32, 5);
    }

    /**
     * @param delta confidence, between 0 and 1
     * @param clock values between two looks at the window
     * @param maxBuckets of one size
     */
    public Adwin(double delta, int clock, int maxBuckets) {
        this.delta = delta;
        this.clock = clock;
        this.maxBuckets = maxBuckets;
        rows.add(new Row(maxBuckets + 1));
    }

    /** Values in the window: those since the last change. */
    public long width() {
        return width;
    }

    /** Mean of the window. */
    @Override
    public double mean() {
        return width == 0 ? 0 : sum / width;
    }

    /** Whether the newest change was a rise. */
    @Override
    public boolean rose() {
        return rose;
    }

    @Override
    public boolean add(double value) {
        rows.get(0).add(value, 0);
        deviation += width == 0 ? 0 : between(1, value, width, sum);
        width++;
        sum += value;
        compress();
        ticks++;
        return ticks % clock == 0 && width > LEAST_WINDOW && shrink();
    }

    /** What the means of two parts add to the squared deviation of both together. */
    private static double between(double n, double sum, double others, double othersSum) {
        double difference = sum / n - othersSum / others;
        return n * others * difference * difference / (n + others);
    }

    /** Two buckets become one of the next size where there are too many. */
    private void compress() {
        for (int r = 0; rows.get(r).count > maxBuckets; r++) {
            if (r + 1 == rows.size()) {
                rows.add(new Row(maxBuckets + 1));
            }
            Row row = rows.get(r);
            double size = Math.scalb(1.0, r);
            double both = row.deviations[0] + row.deviations[1] + between(size, row.sums[0], size, row.sums[1]);
            rows.get(r + 1).add(row.sums[0] + row.sums[1], both);
            row.removeOldest(2);
        }
    }

    private boolean shrink() {
        boolean shrunk = false;
        while (hasChange()) {
            removeOldest();
            shrunk = true;
        }
        return shrunk;
    }

    private boolean hasChange() {
        double n = 0; // of the older part
        double total = 0;
        for (int r = rows.size() - 1; r >= 0; r--) {
            Row row = rows.get(r);
            for (int bucket = 0; bucket < row.count; bucket++) {
                n += Math.scalb(1.0, r);
                total += row.sums[bucket];
                if (n >= LEAST_PART && width - n >= LEAST_PART && differ(n, total, width - n, sum - total)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean differ(double older, double olderSum, double newer, double newerSum) {
        double d = Math.log(2 * Math.log(width) / delta);
        double m = 1 / (older - LEAST_PART + 1) + 1 / (newer - LEAST_PART + 1);
        double bound = Math.sqrt(2 * m * deviation / width * d) + 2.0 / 3 * m * d;
        double rise = newerSum / newer - olderSum / older;
        boolean differ = Math.abs(rise) > bound;
        if (differ) {
            rose = rise > 0;
        }
        return differ;
    }

    private void removeOldest() {
        int r = rows.size() - 1;
        Row row = rows.get(r);
        double size = Math.scalb(1.0, r);
        width -= (long) size;
        sum -= row.sums[0];
        deviation = Math.max(0, deviation - row.deviations[0] - between(size, row.sums[0], width, sum));
        row.removeOldest(1);
        if (row.count == 0 && r > 0) {
            rows.remove(r);
        }
    }
}
