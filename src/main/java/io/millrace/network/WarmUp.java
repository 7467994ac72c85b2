package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Takes steps that nobody asked for, so that the compiler is done with the kernels before the first point comes: a cold step takes
 * many times as long as a warm one. What it warms is the code, which every stepper of such a model shares.
 */
public final class WarmUp {
    /** One of each tile, and a batch of many tiles. */
    private static final int[] BATCHES = {1, 2, 3, 4, 24, 1, 1};

    private static final int ROUNDS = 100; // at a time, between two looks at the clock
    private static final int LOOKS = 4; // without progress, until it is taken for warm
    private static final double PROGRESS = 0.9; // of the fastest so far

    private final SequenceModel model;
    private final Kernels kernels;
    private final LongSupplier nanoTime;

    /** @param nanoTime of a clock such as {@link System#nanoTime} */
    public WarmUp(SequenceModel model, Kernels kernels, LongSupplier nanoTime) {
        this.model = model;
        this.kernels = kernels;
        this.nanoTime = nanoTime;
    }

    /** Returns how many steps it took, until they got no faster or the time was up. */
    public int run(Duration atMost) {
        int rows = Arrays.stream(BATCHES).max().orElseThrow();
        Stepper stepper = model.stepper(kernels, rows);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = IntStream.range(0, rows).map(row -> states.acquire()).toArray();
        float[] inputs = new float[rows * model.inputs()];
        float[] outputs = new float[rows * model.outputs()];
        long start = nanoTime.getAsLong();
        long fastest = Long.MAX_VALUE;
        int steps = 0;
        for (int idle = 0; idle < LOOKS; ) {
            long before = nanoTime.getAsLong();
            for (int round = 0; round < ROUNDS; round++) {
                for (int batch : BATCHES) {
                    stepper.step(batch, inputs, states, slots, outputs);
                    steps++;
                    if (nanoTime.getAsLong() - start > atMost.toNanos()) {
                        return steps; // a cold step may take a tenth of a second
                    }
                }
            }
            long took = nanoTime.getAsLong() - before;
            idle = took < PROGRESS * fastest ? 0 : idle + 1;
            fastest = Math.min(fastest, took);
        }
        return steps;
    }
}
