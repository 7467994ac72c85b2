package io.millrace.retrain;

/**
 * Raises one alarm when the prediction error rises. Errors of one stream's neighbouring points are alike, which a detector
 * takes for drift; so it sees the mean of {@value #TOGETHER} errors at a time, of whichever streams they are.
 */
public final class DriftWatch {
    private static final int TOGETHER = 16;

    private Adwin detector = new Adwin();
    private double sum;
    private int count;
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
        boolean risen = detector.add(sum / TOGETHER) && detector.rose();
        sum = 0;
        count = 0;
        boolean alarm = risen && !alarmed;
        alarmed |= risen;
        return alarm;
    }

    /** Mean error since it last changed. */
    public double mean() {
        return detector.mean();
    }

    /** Another model serves: what the last one's errors were no longer counts. */
    public void reset() {
        detector = new Adwin();
        sum = 0;
        count = 0;
        alarmed = false;
    }
}
