package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Runs a decoder of tokens from one code on, and keeps the most likely beginnings side by side (beam search; a beam of 1 is
 * the greedy way). What counts in the end is the mean logarithm of a token's probability,
 *
 * <pre>{@code
 *   score = Σ ln p(token) / tokens        the end token counts as one
 * }</pre>
 *
 * so that short outputs are not preferred for being short. Owns its scratch; belongs to one thread.
 * Source: Sutskever et al. 2014, arXiv:1409.3215; length normalisation as in Wu et al. 2016, arXiv:1609.08144, with α = 1.
 */
public final class BeamDecoder {
    /** What was found: the tokens without the end token, and Σ ln p of all of them, the end token's among them. */
    public record Found(int[] tokens, double logProbability, double score) {}

    private static final Comparator<Hypothesis> BY_SCORE = Comparator.comparingDouble(Hypothesis::score);

    /** @param ends whether the end token was its last */
    private record Hypothesis(int[] tokens, double logProbability, int slot, boolean ends) {
        double score() {
            return logProbability / Math.max(1, tokens.length);
        }

        int last() {
            return tokens[tokens.length - 1];
        }
    }

    /** A token that may follow. */
    private record Step(int parent, int token, double logProbability) {}

    private final EncoderDecoder pair;
    private final boolean oneHot;
    private final Distribution distribution;
    private final Stepper stepper;
    private final StateSlab states;
    private final int[] slots; // two a beginning: one to step from, one to step to
    private final int beam;
    private final float[] points; // [beam, inputs]
    private final float[] outputs; // [beam, outputs]

    /** @param beam how many beginnings are kept */
    public BeamDecoder(EncoderDecoder pair, Kernels kernels, int beam) {
        int tokens = pair.decoder().outputs();
        int reads = pair.ownInputs();
        if (beam < 1) {
            throw new IllegalArgumentException("beam: expected at least 1, found " + beam);
        }
        if (tokens < 2 || reads != 0 && reads != 1 && reads != tokens) {
            throw new IllegalArgumentException("decoder: expected one that reads its last token (1 float, or one-hot "
                    + tokens + ") or nothing, and puts out a probability for each, found one that reads " + reads);
        }
        this.pair = pair;
        oneHot = reads == tokens;
        distribution = Distribution.of(pair.decoder());
        stepper = pair.decoder().stepper(kernels, beam);
        states = new StateSlab(pair.decoder().stateSize());
        this.beam = beam;
        slots = new int[2 * beam];
        Arrays.setAll(slots, i -> states.acquire());
        points = new float[beam * pair.decoder().inputs()];
        outputs = new float[beam * tokens];
    }

    /**
     * The best of what was found.
     *
     * @param code from {@code codeAt} on, as the encoder put it out
     * @param first what the decoder reads at its first step, such as a start token
     * @param end the end token, or {@link GreedyDecoder#NO_END}
     * @param limit of tokens, without the end token
     */
    public Found run(float[] code, int codeAt, float[] first, int end, int limit) {
        if (first.length != pair.ownInputs()) {
            throw new IllegalArgumentException(
                    "first: expected " + pair.ownInputs() + " floats, found " + first.length);
        }
        for (int row = 0; row < beam; row++) {
            int at = row * pair.decoder().inputs();
            pair.begin(code, codeAt, states, slots[row], points, at);
            System.arraycopy(first, 0, points, at + pair.ownAt(), first.length);
        }
        List<Hypothesis> live = List.of(new Hypothesis(new int[0], 0, slots[0], false));
        List<Hypothesis> finished = new ArrayList<>();
        for (int step = 0; step < limit && !live.isEmpty(); step++) {
            live = advance(live, finished, end);
            if (cannotImprove(live, finished, limit)) {
                live = List.of();
            }
        }
        finished.addAll(live);
        return finished.stream().max(BY_SCORE).map(BeamDecoder::found).orElseGet(() -> new Found(new int[0], 0, 0));
    }

    private static Found found(Hypothesis best) {
        int length = best.tokens().length - (best.ends() ? 1 : 0);
        return new Found(Arrays.copyOf(best.tokens(), length), best.logProbability(), best.score());
    }

    /** Whether the best that ended stays the best, even if all that follows were certain. */
    private static boolean cannotImprove(List<Hypothesis> live, List<Hypothesis> finished, int limit) {
        double best = finished.stream().mapToDouble(Hypothesis::score).max().orElse(Double.NEGATIVE_INFINITY);
        return live.stream().allMatch(hypothesis -> hypothesis.logProbability() / limit <= best);
    }

    private List<Hypothesis> advance(List<Hypothesis> live, List<Hypothesis> finished, int end) {
        int[] rows = new int[live.size()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = live.get(row).slot();
            feed(row, live.get(row));
        }
        stepper.step(rows.length, points, states, rows, outputs);
        List<Hypothesis> next = new ArrayList<>();
        int[] free = free(rows);
        for (Step step : best(live)) {
            Hypothesis parent = live.get(step.parent());
            int[] tokens = Arrays.copyOf(parent.tokens(), parent.tokens().length + 1);
            tokens[tokens.length - 1] = step.token();
            if (step.token() == end) {
                finished.add(new Hypothesis(tokens, step.logProbability(), -1, true));
            } else {
                int slot = free[next.size()];
                states.copyFrom(states, parent.slot(), slot);
                next.add(new Hypothesis(tokens, step.logProbability(), slot, false));
            }
        }
        return next;
    }

    private void feed(int row, Hypothesis hypothesis) {
        if (hypothesis.tokens().length == 0 || pair.ownInputs() == 0) {
            return;
        }
        int at = row * pair.decoder().inputs() + pair.ownAt();
        if (oneHot) {
            Arrays.fill(points, at, at + pair.ownInputs(), 0f);
            points[at + hypothesis.last()] = 1f;
        } else {
            points[at] = hypothesis.last();
        }
    }

    /** The most likely steps, the likeliest first; of two alike the one of the likelier beginning, of the lower token. */
    private List<Step> best(List<Hypothesis> live) {
        Comparator<Step> likelier = Comparator.comparingDouble(Step::logProbability)
                .thenComparing(Comparator.comparingInt(Step::parent).reversed())
                .thenComparing(Comparator.comparingInt(Step::token).reversed());
        PriorityQueue<Step> kept = new PriorityQueue<>(likelier); // the least likely at its head
        for (int row = 0; row < live.size(); row++) {
            double[] probabilities =
                    distribution.read(outputs, row * pair.decoder().outputs());
            for (int token = 0; token < probabilities.length; token++) {
                double log = live.get(row).logProbability() + StrictMath.log(probabilities[token]);
                if (log > Double.NEGATIVE_INFINITY) {
                    kept.add(new Step(row, token, log));
                    if (kept.size() > beam) {
                        kept.remove();
                    }
                }
            }
        }
        return kept.stream().sorted(likelier.reversed()).toList();
    }

    /** Slots that no living hypothesis has. */
    private int[] free(int[] used) {
        return Arrays.stream(slots)
                .filter(slot -> Arrays.stream(used).noneMatch(other -> other == slot))
                .toArray();
    }
}
