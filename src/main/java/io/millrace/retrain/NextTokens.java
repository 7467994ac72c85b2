package io.millrace.retrain;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.network.Architecture;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.InitialWeights;
import io.millrace.training.TrainingListener;
import java.time.InstantSource;
import java.util.Optional;

/** To tell each next token of a sequence; it needs a champion, which brings the vocabulary. Errors are in nats. */
public final class NextTokens implements Lesson {
    private static final int LEAST_TOKENS = 3;
    private static final int LONGEST_PIECE = 65; // tokens: 64 to read, and the last to be told

    private final ChallengeSettings settings;
    private final SymbolTraining training;

    public NextTokens(ChallengeSettings settings, Kernels kernels, InstantSource clock) {
        this.settings = settings;
        training = new SymbolTraining(settings, kernels, clock);
    }

    @Override
    public Trajectories examples(Trajectories sequences) {
        return Pieces.cut(sequences, LEAST_TOKENS, LONGEST_PIECE);
    }

    @Override
    public long bytesPerPoint(int features) {
        return 8L * Float.BYTES + 2L * Double.BYTES; // more for vocabularies that are read one-hot
    }

    @Override
    public Contender train(
            Optional<Contender> champion,
            String version,
            Trajectories learned,
            Trajectories validation,
            TrainingListener listener) {
        Contender last = champion.orElseThrow(
                () -> new IllegalArgumentException("tokens: expected a model that brings its vocabulary, found none"));
        Contender from = settings.scratch() ? fresh(last) : last;
        return training.train(from, version, examples(from, learned), examples(from, validation), listener);
    }

    /** The same network with weights that know nothing. */
    private Contender fresh(Contender last) {
        Architecture architecture = last.model().architecture();
        SequenceModel model = new SequenceModel(InitialWeights.of(architecture, settings.seed()));
        return new Contender(last.version(), model, last.encoding());
    }

    private static SymbolTraining.Examples examples(Contender contender, Trajectories pieces) {
        return SymbolTraining.Examples.everyStep(contender.encoding(), pieces.pieces());
    }

    @Override
    public double[] errors(Contender contender, Trajectories unseen) {
        return training.nats(contender, examples(contender, unseen));
    }

    /** How often each token came in its sequence so far, as in serving; the vocabulary is as large as what is seen here. */
    @Override
    public double[] baselineErrors(Trajectories learned, Trajectories unseen) {
        int largest = 0;
        for (Trajectory piece : learned.pieces()) {
            largest = Math.max(largest, largest(piece));
        }
        for (Trajectory piece : unseen.pieces()) {
            largest = Math.max(largest, largest(piece));
        }
        int tokens = largest + 1;
        return unseen.pieces().stream()
                .mapToDouble(piece -> unigram(piece, tokens))
                .toArray();
    }

    private static int largest(Trajectory piece) {
        int largest = 0;
        for (double[] point : piece.points()) {
            largest = Math.max(largest, (int) point[0]);
        }
        return largest;
    }

    private static double unigram(Trajectory piece, int tokens) {
        int[] counts = new int[tokens];
        double nats = 0;
        for (int n = 0; n < piece.length(); n++) {
            int token = (int) piece.point(n)[0];
            if (n > 0) {
                nats -= Math.log((counts[token] + 1.0) / (n + tokens));
            }
            counts[token]++;
        }
        return nats / (piece.length() - 1);
    }

    @Override
    public String baseline() {
        return "unigram";
    }
}
