package io.millrace.retrain;

/**
 * Raises one alarm when the prediction error rises. Errors of one stream's neighbouring points are alike, which a detector
 * takes for drift; so it sees the mean of {@value #TOGETHER} errors at a time, of whichever streams they are. The detector's
 * bound is for values about 1: errors are measured by their mean in the beginning, and their unit does not matter.
 */
public final class DriftWatch {
    private static final int TOGETHER = 16;
    private static final int BEGINNING = 32; // means

    private Adwin detector = new Adwin();
    private double sum;
    private int count;
    private double beginning; // sum of the first means
    private int begun;
    private boolean alarmed;

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

    /** Mean error since it last changed. */
    public double mean() {
        return detector.mean() * unit();
    }

    private double unit() {
        return beginning / BEGINNING;
    }

    /** Another model serves: what the last one's errors were no longer counts. */
    public void reset() {
        detector = new Adwin();
        sum = 0;
        count = 0;
        beginning = 0;
        begun = 0;
        alarmed = false;
    }
}
