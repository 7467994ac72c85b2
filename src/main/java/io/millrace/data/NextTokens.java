package io.millrace.data;

import io.millrace.encoding.TokenEncoding;
import io.millrace.training.TrainingSet;
import java.util.Optional;

/**
 * A long text as a network learns to go on with it: at every token, which one is next.
 *
 * @param training for sparse categorical cross-entropy
 * @param validation from the end of the text, or of each of its streams; empty where no share is held out
 */
public record NextTokens(TrainingSet training, Optional<TrainingSet> validation) {
    /**
     * The text cut into equal parts that are read side by side, as karpathy/char-rnn does: with batches of all of them,
     * windows of {@code window} steps and no shuffle, each state goes on through its whole part.
     *
     * @param tokens ids
     * @param window steps of one update; each part is cut to a multiple
     * @param heldOut share of each stream, from its end
     */
    public static NextTokens streams(int[] tokens, TokenEncoding encoding, int streams, int window, double heldOut) {
        requireShare(heldOut);
        int each = streams < 1 ? 0 : tokens.length / streams;
        int steps = (int) (Math.min(each - 1, Math.round(each * (1 - heldOut))) / window * window);
        if (steps < 1) {
            throw new IllegalArgumentException("text: expected at least " + (window + 1) + " tokens in each of "
                    + streams + " streams, found " + each + "; take fewer or shorter ones");
        }
        int watched = heldOut == 0 ? 0 : (each - steps - 1) / window * window;
        if (heldOut > 0 && watched == 0) {
            throw new IllegalArgumentException("text: expected " + (window + 1)
                    + " tokens of each stream to hold out, found " + (each - steps) + "; hold out more");
        }
        NextTokens parts = new NextTokens(set(tokens, encoding, starts(0, each, streams), steps), Optional.empty());
        return watched == 0
                ? parts
                : new NextTokens(
                        parts.training, Optional.of(set(tokens, encoding, starts(steps, each, streams), watched)));
    }

    /**
     * Windows that are learned one by one, each from a fresh state, in any order.
     *
     * @param heldOut share of the text, from its end
     */
    public static NextTokens windows(int[] tokens, TokenEncoding encoding, Windows windows, double heldOut) {
        requireShare(heldOut);
        int learned = (int) Math.round(tokens.length * (1 - heldOut));
        TrainingSet training = set(tokens, encoding, windows, 0, learned);
        return new NextTokens(
                training,
                heldOut == 0 ? Optional.empty() : Optional.of(set(tokens, encoding, windows, learned, tokens.length)));
    }

    private static TrainingSet set(int[] tokens, TokenEncoding encoding, Windows windows, int from, int to) {
        if (to - from <= windows.length()) {
            throw new IllegalArgumentException("text: expected more than the " + windows.length()
                    + " tokens of a window, found " + (to - from) + " to learn from or to hold out");
        }
        int[] starts = windows.starts(to - from - 1).map(start -> from + start).toArray();
        return set(tokens, encoding, starts, windows.length());
    }

    private static void requireShare(double heldOut) {
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new IllegalArgumentException(
                    "held out: expected a share of at least 0 and below 1, found " + heldOut);
        }
    }

    private static int[] starts(int first, int each, int streams) {
        int[] starts = new int[streams];
        for (int stream = 0; stream < streams; stream++) {
            starts[stream] = first + stream * each;
        }
        return starts;
    }

    private static TrainingSet set(int[] tokens, TokenEncoding encoding, int[] starts, int steps) {
        int width = encoding.inputs();
        float[] inputs = new float[ArraySize.of(starts.length, steps, width)];
        float[] targets = new float[starts.length * steps];
        for (int row = 0; row < targets.length; row++) {
            int at = starts[row / steps] + row % steps;
            encoding.encode(tokens[at], inputs, row * width);
            targets[row] = tokens[at + 1];
        }
        return new TrainingSet(new TrainingSet.Shape(starts.length, steps, width, 1, true), inputs, targets);
    }
}
