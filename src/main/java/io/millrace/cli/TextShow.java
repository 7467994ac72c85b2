package io.millrace.cli;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.ResultReader;
import io.millrace.config.ModelConfig;
import io.millrace.data.NextTokens;
import io.millrace.demo.DemoTally;
import io.millrace.demo.FlightPlayer;
import io.millrace.demo.PointSink;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.model.FitOptions;
import io.millrace.model.Model;
import io.millrace.network.Architecture;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.Optimizers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The characters of a text: a small char-RNN learns from its beginning and reads passages of its end. */
record TextShow(TokenEncoding encoding, int[] learned, int[] held, String described, int readers, long seed)
        implements DemoShow {
    private static final String MODEL = "text";
    private static final String LAYERS = "LSTM:96";
    private static final int MOST_LEARNED = 400_000; // characters: a minute on an old laptop
    private static final int STREAMS = 50;
    private static final int WINDOW = 50;
    private static final int EPOCHS = 2;
    private static final double LEARNING_RATE = 5e-3;
    private static final int PASSAGE = 300;
    private static final int FEWEST = 40 * PASSAGE;
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(300);

    static TextShow of(Path file, String text, int readers, long seed) {
        TokenEncoding encoding = LayerList.encoding(Vocabulary.of(Vocabulary.Kind.CHARACTERS, text), LAYERS);
        int[] tokens = encoding.vocabulary().encode(text);
        if (tokens.length < FEWEST) {
            throw new CommandFailedException(
                    "--text: expected at least " + FEWEST + " characters, found " + tokens.length + " in " + file);
        }
        int learned = Math.min(MOST_LEARNED, tokens.length / 10 * 9);
        String described = "%d of %d characters of %s; passages of the rest are played"
                .formatted(learned, tokens.length, file.getFileName());
        return new TextShow(
                encoding,
                Arrays.copyOf(tokens, learned),
                Arrays.copyOfRange(tokens, learned, tokens.length),
                described,
                readers,
                seed);
    }

    @Override
    public ServedModel train() {
        NextTokens set = NextTokens.streams(learned, encoding, STREAMS, window(), 0);
        Model model = Model.of(new Architecture(encoding.inputs(), LayerList.nextToken(LAYERS, encoding)), seed)
                .encoding(encoding)
                .compile(
                        Optimizers.named("Adam", Map.of("learning_rate", LEARNING_RATE)),
                        new SparseCategoricalCrossentropy());
        try (TrainingBar bar = new TrainingBar()) {
            model.fit(
                    set.training(),
                    FitOptions.epochs(EPOCHS)
                            .batchSize(STREAMS)
                            .truncation(window())
                            .shuffle(false)
                            .threads(Runtime.getRuntime().availableProcessors())
                            .callback(bar));
        }
        ModelConfig config = new ModelConfig(
                MODEL,
                new ModelConfig.Input("text", ModelConfig.Tokens.CHARACTERS),
                new ModelConfig.Output("text.next", 0),
                Path.of("trained-in-memory"),
                ModelConfig.Baseline.UNIGRAM);
        StreamModel served = new StreamModel(new ModelVersion(MODEL, "1"), model.network(), encoding, Optional.empty());
        return ServedModel.of(config, served, "nats");
    }

    private int window() {
        return Math.min(WINDOW, learned.length / STREAMS - 1);
    }

    @Override
    public FlightPlayer player(PointSink sink) {
        List<double[][]> passages = new ArrayList<>();
        for (int from = 0; from + PASSAGE <= held.length; from += PASSAGE) {
            double[][] passage = new double[PASSAGE][1];
            for (int i = 0; i < PASSAGE; i++) {
                passage[i][0] = held[from + i];
            }
            passages.add(passage);
        }
        return new FlightPlayer("text-", FlightPlayer.loop(passages), readers, STEP, PAUSE, sink);
    }

    @Override
    public ResultReader results() {
        return new AnswerJson()::read;
    }

    @Override
    public List<String> errors(DemoTally.Count count) {
        return List.of(
                String.format(Locale.ROOT, "mean error, model      %.3f nats", count.meanError()),
                String.format(
                        Locale.ROOT,
                        "mean error, baseline   %.3f nats (how often each character came in its passage)",
                        count.meanBaselineError()));
    }
}
