package io.millrace.evaluation;

import io.millrace.baseline.NGram;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.SequenceModel;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well the tokens of texts are predicted, each from those before it in its text. The first token of each text is given.
 *
 * @param nats mean −ln p over all predicted tokens
 */
public record TokenScore(String name, long tokens, double nats) {
    private static final double LEAST = 1e-7; // as in Keras' cross-entropies

    /** e to the nats: among how many equally probable tokens there would be as much doubt. */
    public double perplexity() {
        return Math.exp(nats);
    }

    /** 1 − nats / the baseline's. */
    public double skill(TokenScore baseline) {
        return 1 - nats / baseline.nats;
    }

    public static TokenScore of(NGram baseline, List<int[]> texts) {
        long tokens = tokens(texts);
        double sum = texts.stream()
                .mapToDouble(text -> (text.length - 1) * baseline.nats(text, 1))
                .sum();
        return new TokenScore(baseline.name(), tokens, sum / tokens);
    }

    /** The network as it serves: each text from a fresh state, one token at a time. */
    public static TokenScore of(
            String name, SequenceModel model, TokenEncoding encoding, Kernels kernels, List<int[]> texts) {
        List<int[]> rows = texts.stream()
                .sorted(Comparator.<int[]>comparingInt(text -> text.length).reversed())
                .toList(); // whatever the step, the texts that still run are the first
        Stepper stepper = model.stepper(kernels, rows.size());
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots =
                IntStream.range(0, rows.size()).map(row -> states.acquire()).toArray();
        float[] inputs = new float[rows.size() * encoding.inputs()];
        float[] outputs = new float[rows.size() * encoding.outputs()];
        int running = rows.size();
        double sum = 0;
        for (int n = 0; n + 1 < rows.get(0).length; n++) {
            while (rows.get(running - 1).length <= n + 1) {
                running--;
            }
            for (int row = 0; row < running; row++) {
                encoding.encode(rows.get(row)[n], inputs, row * encoding.inputs());
            }
            stepper.step(running, inputs, states, Arrays.copyOf(slots, running), outputs);
            for (int row = 0; row < running; row++) {
                double p = outputs[row * encoding.outputs() + rows.get(row)[n + 1]];
                sum -= Math.log(Math.max(p, LEAST));
            }
        }
        long tokens = tokens(texts);
        return new TokenScore(name, tokens, sum / tokens);
    }

    private static long tokens(List<int[]> texts) {
        long tokens = texts.stream().mapToLong(text -> text.length - 1L).sum();
        if (texts.isEmpty() || tokens < 1) {
            throw new IllegalArgumentException("evaluation: expected a text of at least 2 tokens, found none");
        }
        return tokens;
    }

    /** @param reference what the skill is measured against */
    public static String table(List<TokenScore> scores, TokenScore reference) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Table.row("predictor", "nats a token", "perplexity", "skill"));
        for (TokenScore score : scores) {
            rows.add(Table.row(
                    score.name,
                    Table.figure("%.3f", score.nats),
                    Table.figure("%.2f", score.perplexity()),
                    Table.skill(score.skill(reference))));
        }
        return Table.of(rows) + "over " + reference.tokens + " tokens; skill = 1 - nats / those of the "
                + reference.name + "\n";
    }
}
