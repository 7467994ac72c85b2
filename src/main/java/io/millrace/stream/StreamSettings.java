package io.millrace.stream;

/**
 * What is asked of a model.
 *
 * @param ahead closed-loop steps after the next point or token; 0 for none
 * @param top how many of the most likely labels or tokens are told
 * @param running whether every point yields an answer, too, where the end of the sequence does
 * @param window how many of the last points a network sees that looks ahead (Bidirectional), before the sequence ends
 * @param longest how many of a sequence's last points such a network sees at its end
 * @param steps most outputs that a generator or decoder makes of one sequence
 * @param beam beginnings that a decoder of tokens keeps side by side; 1 for the greedy way
 * @param baseline of next points
 * @param replay how many of a stream's last points are kept, to rebuild its state when another model takes over; 0: none,
 *     streams then begin anew
 * @param carry whether the next model goes on with the states as they are, where their shape allows it
 */
public record StreamSettings(
        Predict predict,
        int ahead,
        int top,
        boolean running,
        int window,
        int longest,
        int steps,
        int beam,
        Baseline baseline,
        int replay,
        boolean carry) {
    public StreamSettings {
        require(ahead >= 0, "ahead", "0 or more", ahead);
        require(top >= 1, "top", "at least 1", top);
        require(window >= 1, "window", "at least 1", window);
        require(longest >= window, "longest", "at least the window, " + window, longest);
        require(steps >= 1, "steps", "at least 1", steps);
        require(beam >= 1, "beam", "at least 1", beam);
        require(replay >= 0, "replay", "0 or more", replay);
    }

    private static void require(boolean holds, String what, String expected, int found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }

    /** One answer where the shape gives one, the five likeliest labels or tokens, and nothing more. */
    public static StreamSettings of(Predict predict) {
        return new StreamSettings(predict, 0, 5, false, 32, 1000, 100, 1, Baseline.CONSTANT_VELOCITY, 0, false);
    }

    /** The next point. */
    public static StreamSettings next(int ahead, Baseline baseline) {
        return of(Predict.NEXT).withAhead(ahead).withBaseline(baseline);
    }

    public StreamSettings withAhead(int number) {
        return new StreamSettings(predict, number, top, running, window, longest, steps, beam, baseline, replay, carry);
    }

    public StreamSettings withTop(int number) {
        return new StreamSettings(
                predict, ahead, number, running, window, longest, steps, beam, baseline, replay, carry);
    }

    public StreamSettings withRunning(boolean each) {
        return new StreamSettings(predict, ahead, top, each, window, longest, steps, beam, baseline, replay, carry);
    }

    public StreamSettings withWindow(int points, int longestSequence) {
        return new StreamSettings(
                predict, ahead, top, running, points, longestSequence, steps, beam, baseline, replay, carry);
    }

    public StreamSettings withSteps(int number) {
        return new StreamSettings(predict, ahead, top, running, window, longest, number, beam, baseline, replay, carry);
    }

    public StreamSettings withBeam(int number) {
        return new StreamSettings(
                predict, ahead, top, running, window, longest, steps, number, baseline, replay, carry);
    }

    public StreamSettings withBaseline(Baseline plain) {
        return new StreamSettings(predict, ahead, top, running, window, longest, steps, beam, plain, replay, carry);
    }

    public StreamSettings withReplay(int points) {
        return new StreamSettings(predict, ahead, top, running, window, longest, steps, beam, baseline, points, carry);
    }

    public StreamSettings withCarry(boolean states) {
        return new StreamSettings(predict, ahead, top, running, window, longest, steps, beam, baseline, replay, states);
    }
}
