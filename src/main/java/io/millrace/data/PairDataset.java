package io.millrace.data;

import io.millrace.network.Batch;
import io.millrace.training.TrainingSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs of sequences as an encoder–decoder learns them, by teacher forcing: the encoder reads the source, the decoder the
 * start token and the target, and is to put out the target and the end token. Pairs of like lengths share a bucket, which
 * is padded to its longest; padding has no weight.
 * Source: Williams and Zipser 1989, doi:10.1162/neco.1989.1.2.270.
 */
public final class PairDataset {
    private record Tokens(int[] source, int[] target) {}

    private final PairEncoding encoding;
    private final List<Tokens> pairs = new ArrayList<>(); // shortest first

    /** Errors: a symbol that the vocabularies do not hold is refused and named. */
    public PairDataset(List<SequencePair> pairs, PairEncoding encoding) {
        this.encoding = encoding;
        for (SequencePair pair : pairs) {
            this.pairs.add(new Tokens(
                    encoding.source().vocabulary().encode(pair.source()),
                    encoding.target().vocabulary().encode(pair.target())));
        }
        this.pairs.sort(Comparator.<Tokens>comparingInt(tokens -> tokens.source.length)
                .thenComparingInt(tokens -> tokens.target.length));
    }

    /** @param pairs of one bucket, at most */
    public List<TrainingSet> buckets(int pairs) {
        List<TrainingSet> buckets = new ArrayList<>();
        for (int from = 0; from < this.pairs.size(); from += pairs) {
            buckets.add(bucket(this.pairs.subList(from, Math.min(from + pairs, this.pairs.size()))));
        }
        return buckets;
    }

    private TrainingSet bucket(List<Tokens> pairs) {
        int rows = pairs.size();
        int sourceSteps =
                pairs.stream().mapToInt(pair -> pair.source.length).max().orElseThrow();
        int targetSteps =
                pairs.stream().mapToInt(pair -> pair.target.length).max().orElseThrow() + 1;
        float[] sources = new float[rows * sourceSteps];
        float[] read = new float[rows * targetSteps];
        float[] wanted = new float[rows * targetSteps];
        float[] weights = new float[rows * targetSteps];
        for (int row = 0; row < rows; row++) {
            int[] source = pairs.get(row).source;
            int[] target = pairs.get(row).target;
            for (int step = 0; step < source.length; step++) {
                sources[row * sourceSteps + step] = source[step];
            }
            for (int step = 0; step <= target.length; step++) {
                int at = row * targetSteps + step;
                read[at] = step == 0 ? encoding.start() : target[step - 1];
                wanted[at] = step == target.length ? encoding.end() : target[step];
                weights[at] = 1;
            }
        }
        return new TrainingSet(
                        List.of(
                                Batch.sequences(rows, sourceSteps, 1, sources),
                                Batch.sequences(rows, targetSteps, 1, read)),
                        List.of(Batch.sequences(rows, targetSteps, 1, wanted)))
                .withWeights(weights);
    }
}
