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
            buckets.add(arrays(from, Math.min(from + pairs, this.pairs.size())).toTrainingSet());
        }
        return buckets;
    }

    /**
     * The arrays of one bucket, padded with zeros.
     *
     * @param source what the encoder reads, [pairs, steps]
     * @param read what the decoder reads, [pairs, target steps]
     * @param wanted what it is to put out, the same
     * @param weights 1 where a symbol is wanted, 0 behind the end, the same
     */
    record Arrays(int pairs, float[] source, float[] read, float[] wanted, float[] weights) {
        TrainingSet toTrainingSet() {
            int targetSteps = read.length / pairs;
            Batch sources = Batch.sequences(pairs, source.length / pairs, 1, source);
            Batch before = Batch.sequences(pairs, targetSteps, 1, read);
            Batch after = Batch.sequences(pairs, targetSteps, 1, wanted);
            return new TrainingSet(List.of(sources, before), List.of(after)).withWeights(weights);
        }
    }

    /** The pairs {@code from} up to before {@code to}. */
    Arrays arrays(int from, int to) {
        List<Tokens> bucket = pairs.subList(from, to);
        int sourceSteps =
                bucket.stream().mapToInt(pair -> pair.source.length).max().orElseThrow();
        int targetSteps =
                bucket.stream().mapToInt(pair -> pair.target.length).max().orElseThrow() + 1;
        float[] source = new float[bucket.size() * sourceSteps];
        float[] read = new float[bucket.size() * targetSteps];
        float[] wanted = new float[read.length];
        float[] weights = new float[read.length];
        for (int row = 0; row < bucket.size(); row++) {
            Tokens pair = bucket.get(row);
            for (int step = 0; step < pair.source.length; step++) {
                source[row * sourceSteps + step] = pair.source[step];
            }
            for (int step = 0; step <= pair.target.length; step++) {
                int at = row * targetSteps + step;
                read[at] = step == 0 ? encoding.start() : pair.target[step - 1];
                wanted[at] = step == pair.target.length ? encoding.end() : pair.target[step];
                weights[at] = 1;
            }
        }
        return new Arrays(bucket.size(), source, read, wanted, weights);
    }
}
