package io.millrace.cli;

import io.millrace.data.NumpyFile;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.keras.OptimizerState;
import io.millrace.keras.TrainingConfig;
import io.millrace.model.CompiledTraining;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.Checkpoint;
import io.millrace.training.Trained;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingReport;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.optimizer.Optimizers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of Keras' {@code compile} and {@code fit}; what is left out comes from the file's own training_config. */
final class ArrayFit implements DataFit {
    @Option(names = "--model", required = true, description = "Keras file to go on from.")
    private Path model;

    @Option(names = "--inputs", required = true, description = "NumPy file, [sequences, steps, inputs].")
    private Path inputs;

    @Option(
            names = "--targets",
            required = true,
            description = "NumPy file, [sequences, steps, outputs] or [sequences, outputs].")
    private Path targets;

    @Option(names = "--loss", description = "By Keras' name, such as mse.")
    private String loss;

    @Override
    public TrainingReport fit(Learning learning, Path out) throws IOException {
        learning.refuse("--model", "--layers", "--clip-value", "--validation", "--hold-out-every", "--patience");
        KerasModel file = KerasModelFile.read(model);
        SequenceModel network = file.network();
        TrainingSet set = trainingSet(network);
        if (!file.untrained().isEmpty()) {
            throw new CommandFailedException(model + ": expected a model whose training Millrace does as Keras would,"
                    + " found " + String.join(", ", file.untrained()) + "; train it in Keras");
        }
        TrainingConfig compiled = compiled(file.training(), learning);
        TrainingSettings settings = CompiledTraining.settings(compiled)
                .withEpochs(learning.epochs(1))
                .withBatchSize(learning.batchSize())
                .withShuffle(learning.shuffle())
                .withSeed(learning.seed())
                .withThreads(learning.threads());
        Trained trained;
        try (TrainingBar bar = new TrainingBar()) {
            trained = train(new Trainer(settings, Kernels.best(), InstantSource.system()), file, compiled, set, bar);
        }
        OptimizerState state = new OptimizerState(trained.updates(), trained.slots());
        KerasModelFile.write(file.withTraining(new SequenceModel(trained.weights()), compiled, state), out);
        return trained.report();
    }

    /** Goes on with what the file's optimizer remembers, unless another one is asked for. */
    private static Trained train(
            Trainer trainer, KerasModel file, TrainingConfig compiled, TrainingSet set, TrainingBar bar) {
        Weights start = file.network().weights();
        Optional<Checkpoint> stopped = file.training()
                .filter(own -> own.optimizer().equals(compiled.optimizer()))
                .flatMap(own -> file.optimizer())
                .map(state -> Checkpoint.of(start, state.updates(), state.slots()));
        return stopped.isPresent()
                ? trainer.resume(stopped.get(), set, Optional.empty(), bar)
                : trainer.train(start, set, Optional.empty(), bar);
    }

    private TrainingSet trainingSet(SequenceModel network) throws IOException {
        NumpyFile x = NumpyFile.read(inputs);
        NumpyFile y = NumpyFile.read(targets);
        boolean everyStep = network.architecture().returnsSequences();
        int rank = everyStep ? 3 : 2;
        if (x.shape().length != 3 || y.shape().length != rank || x.shape()[0] != y.shape()[0]) {
            throw new CommandFailedException("--inputs, --targets: expected [N, T, F] and "
                    + (everyStep ? "[N, T, O]" : "[N, O]") + ", found " + Arrays.toString(x.shape()) + " and "
                    + Arrays.toString(y.shape()));
        }
        int width = (int) y.shape()[rank - 1];
        return new TrainingSet(
                new TrainingSet.Shape((int) x.shape()[0], (int) x.shape()[1], (int) x.shape()[2], width, everyStep),
                x.values(),
                y.values());
    }

    private TrainingConfig compiled(Optional<TrainingConfig> own, Learning learning) {
        Optional<String> wanted = learning.optimizer()
                .map(name -> Optimizers.named(name, Map.of()).kerasName());
        String usedOptimizer =
                wanted.or(() -> own.map(TrainingConfig::optimizer)).orElseThrow(() -> missing("--optimizer"));
        String usedLoss = loss != null ? loss : own.map(TrainingConfig::loss).orElseThrow(() -> missing("--loss"));
        boolean another = wanted.isPresent()
                && !usedOptimizer.equals(own.map(TrainingConfig::optimizer).orElse(""));
        Map<String, Double> settings = new TreeMap<>(
                another ? Map.of() : own.map(TrainingConfig::settings).orElse(Map.of()));
        learning.learningRate().ifPresent(rate -> settings.put("learning_rate", rate));
        boolean scheduled = !another && learning.learningRate().isEmpty();
        return new TrainingConfig(
                usedOptimizer,
                settings,
                own.filter(file -> scheduled).flatMap(TrainingConfig::schedule),
                usedLoss,
                own.filter(file -> loss == null)
                        .map(TrainingConfig::lossSettings)
                        .orElse(Map.of()),
                own.map(TrainingConfig::metrics).orElse(List.of()));
    }

    private CommandFailedException missing(String option) {
        return new CommandFailedException(model + ": was not compiled; give " + option);
    }
}
