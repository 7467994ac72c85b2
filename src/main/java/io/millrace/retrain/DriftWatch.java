package io.millrace.retrain;

import java.util.function.Supplier;

/**
 * Raises one alarm when the prediction error rises. Errors of one stream's neighbouring points are alike, which a detector
 * takes for drift; so it sees the mean of {@value #TOGETHER} errors at a time, of whichever streams they are. The detector's
 * bound is for values about 1: errors are measured by their mean in the beginning, and their unit does not matter.
 */
public final class DriftWatch {
    private static final int TOGETHER = 16;
    private static final int BEGINNING = 32; // means
    private static final int RECENT = 32; // means, about

    private final Supplier<DriftDetector> detectors;
    private DriftDetector detector;
    private double sum;
    private int count;
    private double beginning; // sum of the first means
    private int begun;
    private double newest; // mean of the newest means
    private long means;
    private boolean alarmed;

    /** @param detectors one for each model that serves */
    public DriftWatch(Supplier<DriftDetector> detectors) {
        this.detectors = detectors;
        detector = detectors.get();
    }

    /**
     * Takes the error of a prediction.
     *
     * @return whether this is the alarm; there is no other before {@link #reset}
     */
    public boolean add(double error) {
        sum += error;
        if (++count < TOGETHER) {
            return false;
        }
        double mean = sum / TOGETHER;
        newest += (mean - newest) / Math.min(++means, RECENT);
        sum = 0;
        count = 0;
        if (begun < BEGINNING) {
            beginning += mean;
            begun++;
            return false;
        }
        boolean risen = beginning > 0 && detector.add(mean / unit()) && detector.rose();
        boolean alarm = risen && !alarmed;
        alarmed |= risen;
        return alarm;
    }

    /** Mean of the newest errors. */
    public double mean() {
        return newest;
    }

    private double unit() {
        return beginning / BEGINNING;
    }

    /** Another model serves: what the last one's errors were no longer counts. */
    public void reset() {
        detector = detectors.get();
        sum = 0;
        count = 0;
        beginning = 0;
        begun = 0;
        newest = 0;
        means = 0;
        alarmed = false;
    }
}
