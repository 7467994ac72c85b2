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
    private final int stateSize;
    private final float[] states; // [batchSize, stateSize]
    private final float[][] gradients; // one a shard
    private final Sums[] sums; // one a shard
    private final List<Callable<Void>> workers = new ArrayList<>();
    private final ExecutorService executor; // null for one thread
    private final Sums total;

    // Of the window at hand.
    private TrainingSet set;
    private Window window;
    private float scale;
    private boolean backward;
    private int version; // of the parameters

    /** @param parameters the array itself; a change of its content is told by {@link #parametersChanged} */
    ShardedPass(Architecture architecture, TrainingSettings settings, Kernels kernels, float[] parameters, int steps) {
        this.parameters = parameters;
        int shards = (settings.batchSize() + SHARD_ROWS - 1) / SHARD_ROWS;
        stateSize = architecture.stateSize();
        states = new float[Math.multiplyExact(settings.batchSize(), stateSize)];
        gradients = new float[shards][parameters.length];
        sums = new Sums[shards];
        Arrays.setAll(sums, shard -> new Sums(settings.metrics().size()));
        total = new Sums(settings.metrics().size());
        int threads = Math.min(settings.threads(), shards);
        int rows = Math.min(settings.batchSize(), SHARD_ROWS);
        for (int thread = 0; thread < threads; thread++) {
            workers.add(new Worker(new Shard(architecture, settings, kernels, rows, steps), thread, threads));
        }
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

    /**
     * Runs one window.
     *
     * @param countedRows as {@link Window#countedRows} tells them
     * @param withGradient whether {@link #gradient} is wanted
     * @return loss and metrics, until the next call
     */
    Sums run(TrainingSet data, Window rows, int countedRows, boolean withGradient) {
        set = data;
        window = rows;
        scale = 1f / Math.max(1, countedRows);
        backward = withGradient;
        runWorkers();
        total.clear();
        int shards = shards();
        for (int shard = 0; shard < shards; shard++) {
            total.add(sums[shard]);
            if (withGradient && shard > 0) {
                add(gradients[0], gradients[shard]);
            }
        }
        return total;
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
            throw new IllegalStateException("training: a worker failed: " + e.getCause(), e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException("training: " + e, e);
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
        private int packed = -1;

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
                shard.run(slice, states, scale, backward ? gradients[index] : null, sums[index]);
            }
            return null;
        }
    }
}
