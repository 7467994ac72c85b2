package io.millrace.model;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.Target;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.keras.OptimizerState;
import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.Checkpoint;
import io.millrace.training.Evaluation;
import io.millrace.training.InitialWeights;
import io.millrace.training.OutputLoss;
import io.millrace.training.Trained;
import io.millrace.training.Trainer;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingReport;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Losses;
import io.millrace.training.optimizer.Optimizer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A network that is built, trained and used as in Keras; {@link Sequential}, {@link Functional} and {@link #load} make it.
 * Unlike the rest of Millrace it changes as it learns, and belongs to one thread.
 *
 * <p>Errors: whatever does not fit is an {@link IllegalArgumentException} of one line; a loss that is no longer finite a
 * {@link io.millrace.training.TrainingDivergedException}; a file that cannot be used a
 * {@link io.millrace.keras.ModelFileException}.
 */
public final class Model {
    private static final int PREDICTED_TOGETHER = 256; // rows
    private static final int STEPPED_TOGETHER = 64; // rows

    private KerasModel file;
    private Optional<Compiled> compiled;
    private String whyNotCompiled = "compile it first";

    private Model(KerasModel file) {
        this.file = file;
        try {
            compiled = file.training().map(Compiled::of);
        } catch (IllegalArgumentException e) {
            compiled = Optional.empty();
            whyNotCompiled = "its file's cannot be used (" + e.getMessage() + "); compile it first";
        }
    }

    /** A network that was in no file yet. */
    public Model(Weights weights) {
        this(new KerasModel(new SequenceModel(weights), "1"));
    }

    /** Fresh weights for the architecture; the same seed gives the same bits. */
    public static Model of(Architecture architecture, long seed) {
        return new Model(InitialWeights.of(architecture, seed));
    }

    /** Reads a Keras file, {@code .h5} or {@code .keras}; a compiled one goes on learning where it stopped. */
    public static Model load(Path path) {
        return new Model(KerasModelFile.read(path));
    }

    /** Writes a Keras file: {@code .keras}, which takes along what the optimizer remembers, or else HDF5. */
    public void save(Path path) {
        KerasModelFile.write(file, path);
    }

    /** Layers, shapes and parameters, a line each. */
    public String summary() {
        return KerasModelFile.summary(KerasModelFile.toBytes(file), "model").table();
    }

    /** The model with what its file shall say of how points or tokens become its inputs. */
    public Model encoding(Encoding encoding) {
        file = file.withEncoding(encoding);
        return this;
    }

    /** The same for a network whose outputs are not the next of its inputs. */
    public Model encoding(Encoding encoding, Target target) {
        file = file.withEncoding(encoding, target);
        return this;
    }

    /** The names of the classes that its outputs stand for, which its file takes along. */
    public Model labels(List<String> names) {
        file = file.withTarget(new Target.Labels(names));
        return this;
    }

    /** The names of the classes; empty where it was never told. */
    public List<String> labels() {
        return file.target().orElse(null) instanceof Target.Labels known ? known.names() : List.of();
    }

    /** Seed, data, scores, …: what its file shall say of its origin. */
    public Model provenance(Map<String, String> origin) {
        file = file.withProvenance(origin);
        return this;
    }

    /** Architecture and weights, as whatever serves takes them. */
    public SequenceModel network() {
        return file.network();
    }

    /**
     * How the model is to learn, by Keras' names of loss and metrics, such as {@code categorical_crossentropy} and
     * {@code accuracy}.
     */
    public Model compile(Optimizer how, String loss, String... metrics) {
        return compile(how, Losses.named(loss), metrics);
    }

    public Model compile(Optimizer how, Loss loss, String... metrics) {
        return compile(how, List.of(new OutputLoss(loss)), metrics);
    }

    /** The same for a model with several results, a loss for each. */
    public Model compile(Optimizer how, List<OutputLoss> losses, String... metrics) {
        Compiled wanted = new Compiled(how, losses, List.of(metrics));
        wanted.settings(network().architecture()); // refuses unknown metrics at once
        file = file.withTraining(wanted.config(0));
        compiled = Optional.of(wanted);
        return this;
    }

    /** Learns; every call goes on where the last one ended. */
    public TrainingReport fit(Batch inputs, Batch targets, FitOptions options) {
        return fit(set(inputs, targets), options);
    }

    /** The same for several inputs or results, lengths or weights. */
    public TrainingReport fit(TrainingSet set, FitOptions options) {
        if (!file.untrained().isEmpty()) {
            throw new IllegalStateException("model: expected one whose training is done here as in Keras, found "
                    + String.join(", ", file.untrained()) + "; train it in Keras");
        }
        Trainer trainer = trainer(options);
        TrainingListener listener = listener(options);
        TrainingSet training = options.learned(set);
        Optional<TrainingSet> validation = options.heldOut(set);
        Weights start = network().weights();
        Optional<Checkpoint> stopped = file.optimizer().map(at -> Checkpoint.of(start, at.updates(), at.slots()));
        Trained trained = stopped.isPresent()
                ? trainer.resume(stopped.get(), training, validation, listener)
                : trainer.train(start, training, validation, listener);
        file = after(new SequenceModel(trained.weights()), trained.updates(), trained.slots());
        return trained.report();
    }

    private KerasModel after(SequenceModel network, long updates, List<float[]> slots) {
        return file.withTraining(network, requireCompiled().config(updates), new OptimizerState(updates, slots));
    }

    private TrainingListener listener(FitOptions options) {
        List<TrainingListener> listeners = new ArrayList<>(options.listeners());
        options.best()
                .ifPresent(path -> listeners.add(new TrainingListener() {
                    @Override
                    public void checkpoint(boolean better, Supplier<Checkpoint> checkpoint) {
                        if (better) {
                            Checkpoint at = checkpoint.get();
                            KerasModelFile.write(after(new SequenceModel(at.best()), at.updates(), at.slots()), path);
                        }
                    }
                }));
        return new Listeners(listeners);
    }

    /** Loss and metrics. */
    public Evaluation evaluate(Batch inputs, Batch targets) {
        return evaluate(set(inputs, targets));
    }

    public Evaluation evaluate(TrainingSet set) {
        return trainer(FitOptions.epochs(1).batchSize(PREDICTED_TOGETHER))
                .evaluate(network().weights(), set);
    }

    private Trainer trainer(FitOptions options) {
        TrainingSettings settings =
                options.settings(requireCompiled().settings(network().architecture()));
        return new Trainer(settings, Kernels.best(), InstantSource.system());
    }

    private Compiled requireCompiled() {
        return compiled.orElseThrow(() ->
                new IllegalStateException("model: expected an optimizer and a loss, found none; " + whyNotCompiled));
    }

    /** What the model puts out, from states of zeros: [rows, outputs], or [rows, steps, outputs] where it returns sequences. */
    public Batch predict(Batch inputs) {
        List<Batch> results = predict(List.of(inputs));
        if (results.size() != 1) {
            throw new IllegalArgumentException(
                    "predict: expected a model with one result, found " + results.size() + "; give a list of inputs");
        }
        return results.get(0);
    }

    /** The same with several inputs or results. */
    public List<Batch> predict(List<Batch> inputs) {
        GraphRunner runner = new GraphRunner(network(), Kernels.best(), STEPPED_TOGETHER);
        int rows = inputs.isEmpty() ? 0 : inputs.get(0).rows();
        List<List<Batch>> parts =
                new ArrayList<>(); // a few rows at a time, so that what lies between the layers stays small
        for (int from = 0; from == 0 || from < rows; from += PREDICTED_TOGETHER) {
            int first = from;
            int end = Math.min(rows, from + PREDICTED_TOGETHER);
            parts.add(runner.run(inputs.stream()
                    .map(input -> rows <= PREDICTED_TOGETHER ? input : input.range(first, end))
                    .toArray(Batch[]::new)));
        }
        List<Batch> results = new ArrayList<>();
        for (int result = 0; result < parts.get(0).size(); result++) {
            int place = result;
            results.add(Batch.join(parts.stream().map(part -> part.get(place)).toList()));
        }
        return results;
    }

    /** Inputs and targets as training takes them; of inputs that are masked at their ends, the lengths. */
    static TrainingSet set(Batch inputs, Batch targets) {
        TrainingSet set = new TrainingSet(List.of(inputs), List.of(targets));
        return inputs.lengths().map(set::withLengths).orElse(set);
    }
}
