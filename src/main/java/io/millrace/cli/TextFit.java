package io.millrace.cli;

import io.millrace.data.NextTokens;
import io.millrace.data.TextFile;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.model.Model;
import io.millrace.network.Architecture;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of learning to go on with a text. */
final class TextFit implements DataFit {
    @Option(names = "--text", required = true, description = "Text file in UTF-8, whose next token is to be predicted.")
    private Path file;

    @Option(names = "--tokens", description = "characters or words (characters).")
    private Vocabulary.Kind kind = Vocabulary.Kind.CHARACTERS;

    @Option(names = "--streams", description = "Equal parts of the text that are learned side by side (50).")
    private int streams = 50;

    @Option(names = "--window", description = "Tokens of one update; a state goes on from one to the next (50).")
    private int window = 50;

    @Override
    public TrainingReport fit(Learning learning, Path out) throws IOException {
        learning.refuse("--text", "--batch-size", "--no-shuffle", "--hold-out-every");
        String text = TextFile.read(file);
        String layers = learning.layers().orElse("LSTM:128,LSTM:128");
        TokenEncoding encoding = LayerList.encoding(Vocabulary.of(kind, text), layers);
        NextTokens parts = NextTokens.streams(
                encoding.vocabulary().encode(text), encoding, streams, window, learning.validation());
        Model model = Model.of(
                        new Architecture(encoding.inputs(), LayerList.nextToken(layers, encoding)), learning.seed())
                .encoding(encoding);
        TrainingReport report = learning.fit(
                model,
                parts.training(),
                parts.validation(),
                learning.options().batchSize(streams).truncation(window).shuffle(false));
        learning.save(model, file, out);
        return report;
    }
}
