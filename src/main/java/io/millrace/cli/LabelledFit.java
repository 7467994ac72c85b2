package io.millrace.cli;

import io.millrace.data.LabelledSequences;
import io.millrace.data.LabelledTexts;
import io.millrace.data.Padding;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of learning to tell short texts apart. */
final class LabelledFit implements DataFit {
    @Option(
            names = "--labelled",
            required = true,
            description =
                    "Folder with a text file for each class, an example a line; or CSV file with columns text, label.")
    private Path data;

    @Option(names = "--read-as", description = "characters or words (characters).")
    private Vocabulary.Kind kind = Vocabulary.Kind.CHARACTERS;

    @Override
    public TrainingReport fit(Learning learning, Path out) throws IOException {
        LabelledTexts texts = LabelledFiles.texts(data);
        TokenEncoding encoding =
                LayerList.encoding(texts.vocabulary(kind), learning.layers().orElse(""));
        LabelledSequences all = texts.encode(encoding, Padding.POST);
        return new Classification(data, all, Optional.empty(), Optional.of(encoding)).fit(learning, out);
    }
}
