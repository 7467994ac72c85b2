package io.millrace.retrain;

import io.millrace.network.Layer;
import java.time.Duration;
import java.util.List;

/**
 * How challengers come about and what they must show.
 *
 * @param layers of a network that begins from scratch
 * @param scratch whether it does so even where there is a champion, with a scaling of its own
 * @param epochs at most
 * @param learningRate at the start; it falls along half a cosine
 * @param olderShare of the points trained on, at most, that an earlier training may have seen: against forgetting
 * @param judgedShare of the newest points, which no training sees
 * @param margin by which the challenger's mean error must lie below the champion's, as a share of it
 * @param significance of the paired test over sequences, one-sided
 * @param seed of every draw
 * @param time after which a training ends, with the best weights so far
 * @param memoryBytes of the training data, about
 */
public record ChallengeSettings(
        List<Layer> layers,
        boolean scratch,
        int epochs,
        double learningRate,
        double olderShare,
        double judgedShare,
        double margin,
        double significance,
        long seed,
        Duration time,
        long memoryBytes) {
    /** Examples of one update. */
    static final int BATCH = 64;

    private static final int LEAST_PATIENCE = 5; // epochs

    public ChallengeSettings {
        layers = List.copyOf(layers);
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(learningRate > 0, "learning rate", "above 0", learningRate);
        require(olderShare >= 0 && olderShare < 1, "older share", "0 or more, below 1", olderShare);
        require(judgedShare > 0 && judgedShare < 1, "judged share", "above 0 and below 1", judgedShare);
        require(margin >= 0 && margin < 1, "margin", "0 or more, below 1", margin);
        require(significance > 0 && significance < 1, "significance", "above 0 and below 1", significance);
    }

    private static void require(boolean holds, String what, String expected, double found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }

    /** Epochs without progress: half of them, as the learning rate falls to the last. */
    int patience() {
        return Math.max(LEAST_PATIENCE, epochs / 2);
    }

    /** What suits most. */
    public static ChallengeSettings of(List<Layer> layers, int epochs, long seed) {
        return new ChallengeSettings(
                layers, false, epochs, 3e-3, 0.3, 0.2, 0.02, 0.05, seed, Duration.ofMinutes(10), 256L << 20);
    }

    public ChallengeSettings withMemory(long bytes) {
        return new ChallengeSettings(
                layers,
                scratch,
                epochs,
                learningRate,
                olderShare,
                judgedShare,
                margin,
                significance,
                seed,
                time,
                bytes);
    }

    /** Always from scratch. */
    public ChallengeSettings fromScratch() {
        return new ChallengeSettings(
                layers,
                true,
                epochs,
                learningRate,
                olderShare,
                judgedShare,
                margin,
                significance,
                seed,
                time,
                memoryBytes);
    }

    public ChallengeSettings withTime(Duration longest) {
        return new ChallengeSettings(
                layers,
                scratch,
                epochs,
                learningRate,
                olderShare,
                judgedShare,
                margin,
                significance,
                seed,
                longest,
                memoryBytes);
    }
}
