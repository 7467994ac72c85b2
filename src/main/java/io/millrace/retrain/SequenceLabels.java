package io.millrace.retrain;

import io.millrace.data.ScalingFit;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Target;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.InitialWeights;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** To tell a finished sequence's label. Labels are of streams; a stream without one teaches nothing. Errors are in nats. */
public final class SequenceLabels implements Lesson {
    private static final int LONGEST = 1000; // points: of longer sequences the last ones

    private final SymbolTraining training;
    private final ChallengeSettings settings;
    private final List<String> names; // in the order of the outputs
    private final Map<String, String> labels; // by stream

    /**
     * @param known in the order of the outputs; empty: all that are seen, sorted
     * @param labels by stream
     */
    public SequenceLabels(
            ChallengeSettings settings,
            List<String> known,
            Map<String, String> labels,
            Kernels kernels,
            InstantSource clock) {
        this.settings = settings;
        this.labels = Map.copyOf(labels);
        names = known.isEmpty() ? List.copyOf(new TreeSet<>(labels.values())) : List.copyOf(known);
        training = new SymbolTraining(settings, kernels, clock);
    }

    @Override
    public Trajectories examples(Trajectories sequences) {
        List<Trajectory> labelled = new ArrayList<>();
        for (Trajectory piece : sequences.pieces()) {
            if (names.contains(labels.getOrDefault(piece.stream(), ""))) {
                labelled.add(piece.length() <= LONGEST ? piece : piece.slice(piece.length() - LONGEST, piece.length()));
            }
        }
        return Pieces.ordered(sequences, labelled);
    }

    @Override
    public Optional<String> remark(Trajectories sequences) {
        TreeSet<String> unknown = new TreeSet<>();
        long without = 0;
        for (Trajectory piece : sequences.pieces()) {
            String label = labels.get(piece.stream());
            without += label == null ? 1 : 0;
            if (label != null && !names.contains(label)) {
                unknown.add(label);
            }
        }
        String remark = (without == 0 ? "" : without + " sequences have no label")
                + (without == 0 || unknown.isEmpty() ? "" : "; ")
                + (unknown.isEmpty() ? "" : "expected labels of " + names + ", found " + unknown + " too: left out");
        return remark.isEmpty() ? Optional.empty() : Optional.of(remark);
    }

    @Override
    public long bytesPerPoint(int features) {
        return 4L * features * Float.BYTES + (features + 1L) * Double.BYTES;
    }

    @Override
    public Contender train(
            Optional<Contender> champion,
            String version,
            Trajectories learned,
            Trajectories validation,
            TrainingListener listener) {
        Contender from = champion.filter(any -> !settings.scratch())
                .map(one -> new Contender(
                        one.version(), one.model(), one.encoding(), Optional.of(new Target.Labels(names))))
                .orElseGet(() -> scratch(learned));
        return training.train(from, version, examples(from, learned), examples(from, validation), listener);
    }

    private Contender scratch(Trajectories learned) {
        if (names.size() < 2) {
            throw new IllegalArgumentException("labels: expected at least two to tell apart, found " + names);
        }
        PointEncoding encoding = ScalingFit.fit(PointEncoding.Kind.RAW, learned);
        Architecture architecture = new Architecture(encoding.inputs(), layers());
        SequenceModel model = new SequenceModel(InitialWeights.of(architecture, settings.seed()));
        return new Contender("0", model, encoding, Optional.of(new Target.Labels(names)));
    }

    /** The configured ones, the last recurrent one keeping its last output alone, and a probability for each label. */
    private List<Layer> layers() {
        if (settings.layers().isEmpty()) {
            RecurrentLayer.Lstm lstm =
                    new RecurrentLayer.Lstm("lstm", 64, Activation.TANH, Activation.SIGMOID, true, false);
            return List.of(lstm, new Layer.Dense("labels", names.size(), Activation.SOFTMAX, true));
        }
        List<Layer> layers = new ArrayList<>(settings.layers());
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (layers.get(i) instanceof RecurrentLayer recurrent) {
                layers.set(i, recurrent.with(recurrent.name(), Recurrence.LAST));
                break;
            }
        }
        boolean tells = layers.get(layers.size() - 1) instanceof Layer.Dense last
                && last.units() == names.size()
                && last.activation() == Activation.SOFTMAX;
        if (!tells) {
            layers.add(new Layer.Dense("labels", names.size(), Activation.SOFTMAX, true));
        }
        return layers;
    }

    private SymbolTraining.Examples examples(Contender contender, Trajectories pieces) {
        return SymbolTraining.Examples.atTheEnd(contender.encoding(), pieces.pieces(), numbers(pieces));
    }

    private List<Integer> numbers(Trajectories pieces) {
        return pieces.pieces().stream()
                .map(piece -> names.indexOf(labels.get(piece.stream())))
                .toList();
    }

    @Override
    public double[] errors(Contender contender, Trajectories unseen) {
        return training.nats(contender, examples(contender, unseen));
    }

    /** How often each label was seen in training, one more of each. */
    @Override
    public double[] baselineErrors(Trajectories learned, Trajectories unseen) {
        double[] counts = new double[names.size()];
        Arrays.fill(counts, 1);
        numbers(learned).forEach(number -> counts[number]++);
        double all = Arrays.stream(counts).sum();
        return numbers(unseen).stream()
                .mapToDouble(number -> -Math.log(counts[number] / all))
                .toArray();
    }

    @Override
    public String baseline() {
        return "the labels' frequencies";
    }
}
