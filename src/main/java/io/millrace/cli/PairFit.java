package io.millrace.cli;

import io.millrace.data.PairEncoding;
import io.millrace.data.PairFile;
import io.millrace.data.PairModel;
import io.millrace.data.PairRecipe;
import io.millrace.data.PairTraining;
import io.millrace.data.SequencePair;
import io.millrace.encoding.Vocabulary;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of learning to make one sequence of another (N→M). */
final class PairFit implements DataFit {
    @Option(
            names = "--pairs",
            required = true,
            description = "Source and target on each line, a tab (or else the first space) between them.")
    private Path pairs;

    @Option(names = "--validation-pairs", description = "Held out and only watched.")
    private Path validation;

    @Option(names = "--source-tokens", description = "characters or words (characters).")
    private Vocabulary.Kind source = Vocabulary.Kind.CHARACTERS;

    @Option(names = "--target-tokens", description = "characters or words (words).")
    private Vocabulary.Kind target = Vocabulary.Kind.WORDS;

    @Option(names = "--embedding", description = "Floats of a token (64).")
    private int embedding = PairRecipe.standard().embedding();

    @Override
    public TrainingReport fit(Learning learning, Path out) throws IOException {
        learning.refuse(
                "--pairs",
                "--optimizer",
                "--learning-rate",
                "--clip-value",
                "--batch-size",
                "--no-shuffle",
                "--validation",
                "--hold-out-every",
                "--patience");
        List<SequencePair> training = PairFile.read(pairs);
        List<SequencePair> held = validation == null ? List.of() : PairFile.read(validation);
        List<SequencePair> all = new ArrayList<>(training);
        all.addAll(held);
        PairRecipe standard = PairRecipe.standard();
        PairRecipe recipe = standard.withLayers(layers(learning, standard))
                .withEmbedding(embedding)
                .withEpochs(learning.epochs(standard.epochs()))
                .withSeed(learning.seed())
                .withThreads(learning.threads());
        PairModel trained;
        try (TrainingBar bar = new TrainingBar()) {
            trained = new PairTraining(recipe, Kernels.best(), InstantSource.system())
                    .train(training, held, PairEncoding.of(all, source, target), bar);
        }
        Map<String, String> provenance = Map.of(
                "data", pairs.getFileName().toString(),
                "pairs", Integer.toString(training.size()),
                "seed", Long.toString(learning.seed()));
        KerasModelFile.write(
                new KerasModel(trained.model(), "1")
                        .withEncoding(
                                trained.encoding().source(), trained.encoding().target())
                        .withProvenance(provenance),
                out);
        return trained.report();
    }

    private static List<RecurrentLayer> layers(Learning learning, PairRecipe standard) {
        List<RecurrentLayer> layers = new ArrayList<>();
        for (Layer layer : learning.layers().map(LayerList::parse).orElse(List.copyOf(standard.layers()))) {
            if (!(layer instanceof RecurrentLayer recurrent)) {
                throw new CommandFailedException("--layers: expected recurrent layers beside --pairs, such as LSTM:256,"
                        + " found " + layer.name());
            }
            layers.add(recurrent);
        }
        return layers;
    }
}
