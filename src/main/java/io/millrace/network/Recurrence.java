package io.millrace.network;

/**
 * How a recurrent layer goes through time: Keras' flags of the same names.
 *
 * @param returnSequences whether the next layer sees every step's output or the last one's alone
 * @param returnState whether its last state is an output too
 * @param goBackwards reads from the end; the outputs stay in the order in which they came
 * @param stateful a Keras user's wish that a call goes on where the last one ended. Here whose state goes on is always the
 *     caller's
 * @param zeroOutputForMask whether a masked step puts out zeros; else it repeats the output before
 * @param dropout share of inputs left out in training
 * @param recurrentDropout share of the hidden state left out in training
 */
public record Recurrence(
        boolean returnSequences,
        boolean returnState,
        boolean goBackwards,
        boolean stateful,
        boolean zeroOutputForMask,
        double dropout,
        double recurrentDropout) {
    /** The output of every step, and nothing else. */
    public static final Recurrence SEQUENCES = of(true);

    /** The output of the last step, and nothing else. */
    public static final Recurrence LAST = of(false);

    public Recurrence {
        requireRate("dropout", dropout);
        requireRate("recurrent_dropout", recurrentDropout);
    }

    public static Recurrence of(boolean returnSequences) {
        return new Recurrence(returnSequences, false, false, false, false, 0, 0);
    }

    public Recurrence withReturnSequences(boolean value) {
        return new Recurrence(value, returnState, goBackwards, stateful, zeroOutputForMask, dropout, recurrentDropout);
    }

    public Recurrence withReturnState(boolean value) {
        return new Recurrence(
                returnSequences, value, goBackwards, stateful, zeroOutputForMask, dropout, recurrentDropout);
    }

    public Recurrence withGoBackwards(boolean value) {
        return new Recurrence(
                returnSequences, returnState, value, stateful, zeroOutputForMask, dropout, recurrentDropout);
    }

    public Recurrence withStateful(boolean value) {
        return new Recurrence(
                returnSequences, returnState, goBackwards, value, zeroOutputForMask, dropout, recurrentDropout);
    }

    public Recurrence withZeroOutputForMask(boolean value) {
        return new Recurrence(returnSequences, returnState, goBackwards, stateful, value, dropout, recurrentDropout);
    }

    public Recurrence withDropout(double inputs, double recurrent) {
        return new Recurrence(
                returnSequences, returnState, goBackwards, stateful, zeroOutputForMask, inputs, recurrent);
    }

    static void requireRate(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(name + ": expected a share of at least 0 and below 1, found " + rate);
        }
    }
}
