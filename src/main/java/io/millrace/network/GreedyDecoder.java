package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a decoder on its own outputs, one code at a time, until an end token or a limit. A decoder that repeats its code and
 * reads nothing else (1→N) just steps. Owns its scratch; belongs to one thread.
 */
public final class GreedyDecoder {
    /** No end token. */
    public static final int NO_END = -1;

    /** How an output becomes the next input. */
    public enum Feedback {
        /** As it is. */
        VALUES,
        /** 1 at the largest float, else 0. */
        ONE_HOT,
        /** The index of the largest float. */
        TOKEN
    }

    private final EncoderDecoder pair;
    private final Feedback feedback;
    private final Stepper stepper;
    private final StateSlab states;
    private final int[] slots;
    private final float[] point;
    private final float[] output;

    public GreedyDecoder(EncoderDecoder pair, Kernels kernels, Feedback feedback) {
        int expected = feedback == Feedback.TOKEN ? 1 : pair.decoder().outputs();
        if (pair.ownInputs() != 0 && pair.ownInputs() != expected) {
            throw new IllegalArgumentException("feedback " + feedback + ": expected a decoder that reads " + expected
                    + " floats of its output, found " + pair.ownInputs());
        }
        this.pair = pair;
        this.feedback = feedback;
        stepper = pair.decoder().stepper(kernels, 1);
        states = new StateSlab(pair.decoder().stateSize());
        slots = new int[] {states.acquire()};
        point = new float[pair.decoder().inputs()];
        output = new float[pair.decoder().outputs()];
    }

    /**
     * The decoder's outputs, the end token's not among them.
     *
     * @param code from {@code codeAt} on, as the encoder put it out
     * @param first what the decoder reads at its first step, such as a start token
     * @param end index of the end token, or {@link #NO_END}
     * @param limit of outputs
     */
    public List<float[]> run(float[] code, int codeAt, float[] first, int end, int limit) {
        if (first.length != pair.ownInputs()) {
            throw new IllegalArgumentException(
                    "first: expected " + pair.ownInputs() + " floats, found " + first.length);
        }
        pair.begin(code, codeAt, states, slots[0], point, 0);
        System.arraycopy(first, 0, point, pair.ownAt(), first.length);
        List<float[]> outputs = new ArrayList<>();
        while (outputs.size() < limit) {
            stepper.step(1, point, states, slots, output);
            int largest = Batch.largest(output, 0, output.length);
            if (largest == end) {
                break;
            }
            outputs.add(output.clone());
            feedBack(largest);
        }
        return outputs;
    }

    private void feedBack(int largest) {
        int at = pair.ownAt();
        if (pair.ownInputs() == 0) {
            return;
        }
        switch (feedback) {
            case VALUES -> System.arraycopy(output, 0, point, at, output.length);
            case TOKEN -> point[at] = largest;
            case ONE_HOT -> {
                Arrays.fill(point, at, at + output.length, 0f);
                point[at + largest] = 1f;
            }
        }
    }
}
