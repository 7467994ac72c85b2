package io.millrace.cli;

import io.millrace.baseline.SymbolBySymbol;
import io.millrace.data.PairEncoding;
import io.millrace.data.PairFile;
import io.millrace.data.SequencePair;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.evaluation.PairScore;
import io.millrace.evaluation.SequenceTranslator;
import io.millrace.keras.KerasModel;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of judging an encoder–decoder. */
final class PairEvaluation implements DataEvaluation {
    @Option(
            names = "--pairs",
            required = true,
            description = "Source and target on each line; a source on several lines has several targets.")
    private Path pairs;

    @Option(names = "--learnt-pairs", description = "What the baseline learns from; left out: the same pairs.")
    private Path learnt;

    @Option(names = "--beam", description = "Beginnings of an answer that are kept side by side (1: greedy).")
    private int beam = 1;

    @Override
    public String evaluate(String name, KerasModel file) throws IOException {
        if (!(file.encoding().orElse(null) instanceof TokenEncoding source)
                || !(file.target().orElse(null) instanceof TokenEncoding target)) {
            throw new CommandFailedException(name + ": expected a model that makes one sequence of tokens of another");
        }
        PairEncoding encoding = new PairEncoding(source, target);
        Vocabulary.Kind read = source.vocabulary().kind();
        Vocabulary.Kind wanted = target.vocabulary().kind();
        List<SequencePair> asked = PairFile.read(pairs);
        SymbolBySymbol baseline = new SymbolBySymbol();
        for (SequencePair pair : learnt == null ? asked : PairFile.read(learnt)) {
            baseline.learn(read.split(pair.source()), wanted.split(pair.target()));
        }
        SequenceTranslator network = new SequenceTranslator(file.network(), encoding, Kernels.best(), beam);
        PairScore plain = PairScore.of(baseline.name(), asked, wanted, text -> baseline.answer(read.split(text)));
        return PairScore.table(List.of(plain, PairScore.of(name, asked, wanted, network::translate)), plain);
    }
}
