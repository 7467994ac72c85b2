package io.millrace.data;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Sequences of similar length in the same batch, so that little time is spent on padding. */
public final class Buckets {
    private Buckets() {}

    /**
     * An order of the sequences in which every batch holds similar lengths, while the batches come as drawn by lot; train
     * in it without a shuffle.
     */
    public static int[] byLength(int[] lengths, int batchSize, long seed) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size: expected at least 1, found " + batchSize);
        }
        int[] drawn = Splits.drawn(lengths.length, seed); // of equal lengths, others come together for another seed
        int[] sorted = IntStream.of(drawn)
                .boxed()
                .sorted(Comparator.comparingInt(sequence -> lengths[sequence]))
                .mapToInt(Integer::intValue)
                .toArray();
        int whole = lengths.length / batchSize;
        int[] order = new int[lengths.length];
        int at = 0;
        for (int batch : Splits.drawn(whole, seed)) {
            System.arraycopy(sorted, batch * batchSize, order, at, batchSize);
            at += batchSize;
        }
        System.arraycopy(sorted, at, order, at, lengths.length - at); // a last batch that is not full stays the last
        return order;
    }
}
