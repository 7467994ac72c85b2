package io.millrace.network.kernel;

/**
 * The way back through the gates of an LSTM, to the sums before them; every d is the gradient of the loss, σ the recurrent
 * activation:
 *
 * <pre>{@code
 *   dc  = dc(t+1) ⊙ f(t+1) + dh ⊙ o ⊙ activation'(c')
 *   dz  = [dc ⊙ g ⊙ σ', dc ⊙ c ⊙ σ', dc ⊙ i ⊙ activation', dh ⊙ activation(c') ⊙ σ']     gates i, f, c, o
 * }</pre>
 */
public interface LstmErrors {
    /**
     * One step of some rows.
     *
     * @param trace what {@link StepKernel#step(int, float[], int)} left of these rows from {@code traceAt} on
     * @param states [2, rows, 2·units] from {@code statesAt} on: h and c before the step, then after it
     * @param dh [rows, units]: errors of h'
     * @param dc [rows, units]: those of c', as far as what came later knows them; then those of c
     * @param dz [rows, 4·units] from {@code dzAt} on, overwritten
     */
    void back(
            int rows,
            float[] trace,
            int traceAt,
            float[] states,
            int statesAt,
            float[] dh,
            float[] dc,
            float[] dz,
            int dzAt);
}
