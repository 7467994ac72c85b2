package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.millrace.OtherJvm;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.Losses;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.Optimizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a warm training step allocates: nothing, whichever batch and network came before it in the same virtual machine. */
class WarmUpdateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 6;
    private static final int MOST = 33;

    /** One network with its state, for batches of any size up to {@link #MOST}. */
    private static final class Learner {
        final float[] parameters;
        final Optimizer.State optimizer;
        final ShardedPass pass;
        final TrainingSet set;
        final List<Window> windows = new ArrayList<>();

        Learner(Layer... layers) {
            List<Layer> all = new ArrayList<>(List.of(layers));
            all.add(new Layer.Dense("dense", 5, Activation.LINEAR, true));
            Architecture architecture = new Architecture(3, all);
            TrainingSettings settings = new TrainingSettings(Losses.named("mse"), new Adam(1e-3)).withBatchSize(MOST);
            parameters = InitialWeights.of(architecture, 1).toArray();
            optimizer = settings.optimizer().start(parameters.length);
            set = new TrainingSet(
                    new TrainingSet.Shape(MOST, STEPS, 3, 5, true),
                    new float[MOST * STEPS * 3],
                    new float[MOST * STEPS * 5]);
            pass = new ShardedPass(architecture, settings, Kernels.best(), parameters, List.of(STEPS));
            for (int rows : new int[] {1, 3, 16, 21, 32, MOST}) {
                windows.add(new Window(Epoch.order(MOST), 0, rows, 0, STEPS));
                windows.add(new Window(Epoch.order(MOST), 0, rows, 0, STEPS - 1));
            }
        }

        /** What updates by all windows allocate, each after another of the same kind. */
        long round() {
            long spent = 0;
            for (Window window : windows) {
                update(window);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                update(window);
                spent += THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            return spent;
        }

        private void update(Window window) {
            pass.run(set, window, true);
            optimizer.update(parameters, pass.gradient());
            pass.parametersChanged();
        }
    }

    /**
     * Shapes change in one virtual machine, which is what makes C2 recompile, and once boxed vectors. Nothing else runs in it:
     * what other tests did with the same classes would keep C2 from seeing that short-lived objects are not needed.
     */
    @Test
    void aWarmUpdateAllocatesNothing() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Kernels.best().name().startsWith("vector"), "plain kernels copy rows");
        assertEquals("0 bytes", OtherJvm.answer(WarmUpdateTest.class, "-Xbatch"), "of a round of warm updates");
    }

    /** Prints what a round of updates allocated, once the compiler had no more work to do. */
    public static void main(String[] arguments) {
        List<Learner> learners = List.of(
                new Learner(new RecurrentLayer.Lstm("a", 20, Activation.TANH, Activation.SIGMOID, true, true)),
                new Learner(new RecurrentLayer.Gru("a", 33, Activation.TANH, Activation.SIGMOID, true, true, true)),
                new Learner(new RecurrentLayer.Gru("a", 9, Activation.TANH, Activation.SIGMOID, true, false, true)),
                new Learner(
                        new RecurrentLayer.SimpleRnn("a", 70, Activation.TANH, true, true),
                        new RecurrentLayer.SimpleRnn("b", 16, Activation.TANH, true, true)));
        long spent = -1;
        for (int round = 0; round < 400 && spent != 0; round++) {
            spent = learners.stream().mapToLong(Learner::round).sum();
        }
        learners.forEach(learner -> learner.pass.close());
        System.out.println(spent + " bytes");
    }
}
