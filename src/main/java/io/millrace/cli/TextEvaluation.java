package io.millrace.cli;

import io.millrace.baseline.NGram;
import io.millrace.data.TextFile;
import io.millrace.encoding.TokenEncoding;
import io.millrace.evaluation.TokenScore;
import io.millrace.keras.KerasModel;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of judging predictions of next tokens. */
final class TextEvaluation implements DataEvaluation {
    private static final int[] ORDERS = {1, 2, 5};

    @Option(names = "--text", required = true, description = "Text file in UTF-8.")
    private Path file;

    @Option(
            names = "--streams",
            description = "Equal parts of the text, each with a held out end (50, as train has it).")
    private int streams = 50;

    @Option(names = "--window", description = "What is learnt from is a multiple of this in each part (50).")
    private int window = 50;

    @Option(
            names = "--held-out",
            required = true,
            description =
                    "Share of each part, from its end, that is predicted; the n-grams learn from the rest. As train's"
                            + " --validation.")
    private double heldOut;

    @Override
    public String evaluate(String name, KerasModel model) throws IOException {
        if (!(model.encoding().orElse(null) instanceof TokenEncoding encoding)
                || model.target().isPresent()) {
            throw new CommandFailedException(name + ": expected a model that predicts the next token of a text");
        }
        int[] tokens = encoding.vocabulary().encode(TextFile.read(file));
        List<int[]> learnt = new ArrayList<>();
        List<int[]> held = new ArrayList<>();
        int each = streams < 1 ? 0 : tokens.length / streams;
        int cut = window < 1 ? 0 : (int) Math.round(each * (1 - heldOut)) / window * window;
        if (cut < 1 || each - cut < 2) {
            throw new CommandFailedException("--held-out: expected " + window + " tokens of each of " + streams
                    + " parts to learn from and 2 to predict, found " + cut + " and " + (each - cut));
        }
        for (int part = 0; part < streams; part++) {
            learnt.add(Arrays.copyOfRange(tokens, part * each, part * each + cut));
            held.add(Arrays.copyOfRange(tokens, part * each + cut, (part + 1) * each));
        }
        List<TokenScore> scores = new ArrayList<>();
        for (int order : ORDERS) {
            NGram baseline = new NGram(order, encoding.vocabulary().size());
            learnt.forEach(baseline::learn);
            scores.add(TokenScore.of(baseline, held));
        }
        TokenScore best = scores.get(ORDERS.length - 1);
        scores.add(TokenScore.of(name, model.network(), encoding, Kernels.best(), held));
        return TokenScore.table(scores, best);
    }
}
