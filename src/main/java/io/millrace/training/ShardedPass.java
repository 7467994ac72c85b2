package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Takes windows through the network in shards of a fixed number of rows, whose gradients and losses are added in the
 * order of the shards: the result has the same bits for any number of threads.
 */
final class ShardedPass implements AutoCloseable {
    /**
     * Rows of one shard: enough to fill the kernels' tiles, few enough that a step stays in the cache and that usual batches
     * make several shards. Part of the result's bits.
     */
    static final int SHARD_ROWS = 16;

    private final float[] parameters;
    private final Results results;
    private final Regularization regularization;
    private final boolean masks;
    private final int[][] counts; // [shard][result]
    private final int stateSize;
    private final float[] states; // [batchSize, stateSize]
    private final float[][] gradients; // one a shard
    private final Sums[] sums; // one a shard
    private final List<Worker> workers = new ArrayList<>();
    private final ExecutorService executor; // null for one thread
    private final Sums total;

    // Of the window at hand.
    private TrainingSet set;
    private Window window;
    private final BatchLosses batch;
    private boolean counting;
    private boolean backward;
    private int counted;
    private long version; // of the parameters

    /**
     * @param parameters the array itself; a change of its content is told by {@link #parametersChanged}
     * @param inputSteps at most, of each input
     */
    ShardedPass(
            Architecture architecture,
            TrainingSettings settings,
            Kernels kernels,
            float[] parameters,
            List<Integer> inputSteps) {
        this.parameters = parameters;
        results = new Results(architecture, settings);
        regularization = new Regularization(architecture);
        int shards = (settings.batchSize() + SHARD_ROWS - 1) / SHARD_ROWS;
        stateSize = architecture.stateSize();
        states = new float[Math.multiplyExact(settings.batchSize(), stateSize)];
        gradients = new float[shards][parameters.length];
        counts = new int[shards][results.count()];
        batch = new BatchLosses(results);
        sums = new Sums[shards];
        Arrays.setAll(sums, shard -> new Sums(results));
        total = new Sums(results);
        int threads = Math.min(settings.threads(), shards);
        int rows = Math.min(settings.batchSize(), SHARD_ROWS);
        boolean anyMasks = false;
        for (int thread = 0; thread < threads; thread++) {
            Shard shard = new Shard(architecture, results, kernels, rows, inputSteps, settings.seed());
            anyMasks = shard.masks();
            workers.add(new Worker(shard, thread, threads));
        }
        masks = anyMasks;
        executor = threads == 1 ? null : Executors.newFixedThreadPool(threads, ShardedPass::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "millrace-training");
        thread.setDaemon(true);
        return thread;
    }

    /** The next window is the first of its sequences. */
    void forgetStates() {
        Arrays.fill(states, 0f);
    }

    float[] copyStates() {
        return states.clone();
    }

    void restoreStates(float[] copy) {
        System.arraycopy(copy, 0, states, 0, copy.length);
    }

    void parametersChanged() {
        version++;
    }

    /** The parameters are those after so many updates: dropouts go on from there. */
    void resumeAt(long updates) {
        version = updates;
    }

    /** Sums that suit this model. */
    Sums newSums() {
        return new Sums(results);
    }

    /**
     * Runs one window.
     *
     * @param withGradient whether {@link #gradient} is wanted: then dropouts leave out what they leave out
     * @return loss and metrics, until the next call
     */
    Sums run(TrainingSet data, Window rows, boolean withGradient) {
        set = data;
        window = rows;
        backward = withGradient;
        scale();
        runWorkers();
        total.clear();
        int shards = shards();
        for (int shard = 0; shard < shards; shard++) {
            total.add(sums[shard]);
            if (withGradient && shard > 0) {
                add(gradients[0], gradients[shard]);
            }
        }
        total.addPenalty(regularization.loss(parameters));
        if (withGradient) {
            regularization.addGradient(parameters, gradients[0]);
        }
        return total;
    }

    /** Where inputs decide what counts, a first round through the shards tells how many that are. */
    private void scale() {
        if (masks) {
            counting = true;
            runWorkers();
            counting = false;
        }
        counted = 0;
        for (int result = 0; result < results.count(); result++) {
            int count = masks ? sumOfCounts(result) : window.countedRows(set, result);
            counted += count;
            batch.begin(result, set, window, count);
        }
    }

    private int sumOfCounts(int result) {
        int sum = 0;
        for (int shard = 0; shard < shards(); shard++) {
            sum += counts[shard][result];
        }
        return sum;
    }

    /** Targets that counted in the last window. */
    int counted() {
        return counted;
    }

    /** Gradient of the loss of the last window, in the order of the parameters. */
    float[] gradient() {
        return gradients[0];
    }

    private int shards() {
        return (window.sequences + SHARD_ROWS - 1) / SHARD_ROWS;
    }

    private static void add(float[] sum, float[] summand) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += summand[i];
        }
    }

    private void runWorkers() {
        try {
            if (executor == null) {
                workers.get(0).call();
                return;
            }
            for (Future<Void> done : executor.invokeAll(workers)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training: interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("training: a worker failed: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    /** Every {@code threads}-th shard. */
    private final class Worker implements Callable<Void> {
        private final Shard shard;
        private final Shard.Slice slice = new Shard.Slice();
        private final int first;
        private final int threads;
        private long packed = -1;

        Worker(Shard shard, int first, int threads) {
            this.shard = shard;
            this.first = first;
            this.threads = threads;
        }

        @Override
        public Void call() {
            if (packed != version) {
                shard.pack(parameters);
                packed = version;
            }
            slice.set = set;
            slice.window = window;
            int shards = shards();
            for (int index = first; index < shards; index += threads) {
                slice.fromRow = index * SHARD_ROWS;
                slice.rows = Math.min(SHARD_ROWS, window.sequences - slice.fromRow);
                if (counting) {
                    Arrays.fill(counts[index], 0);
                    shard.count(slice, states, version, backward, counts[index]);
                } else {
                    shard.run(slice, states, batch, version, backward ? gradients[index] : null, sums[index]);
                }
            }
            return null;
        }
    }
}
