package io.millrace.training;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.Accuracy;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.LearningRate;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * CPU seconds of each epoch of a training, compilers and garbage collector included: Millrace's side of
 * {@code tools/benchmark/keras_training.py}, which has the same jobs. Arguments: job, threads (0: all cores), epochs.
 */
final class TrainingSpeed {
    private record Job(Architecture architecture, TrainingSettings settings, TrainingSet set) {}

    private TrainingSpeed() {}

    public static void main(String[] arguments) throws IOException {
        Job job = arguments[0].equals("charRnn") ? charRnn() : rows56();
        int threads = Integer.parseInt(arguments[1]);
        TrainingSettings settings = job.settings
                .withThreads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads)
                .withEpochs(Integer.parseInt(arguments[2]));
        System.out.println("Millrace, kernels " + Kernels.best().name());
        new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(InitialWeights.of(job.architecture, 1), job.set, Optional.empty(), new Clock());
    }

    private static Job charRnn() throws IOException {
        CharRnn model = CharRnn.ofAll();
        return new Job(model.architecture(), model.settings(), model.trainingSet());
    }

    /** The classical example: 4 SimpleRNNs of 300 on 1024 images of 56 × 56, 10 classes, batches of 32. */
    private static Job rows56() {
        int images = 1024;
        Architecture architecture =
                new Architecture(56, List.of(rnn("a", true), rnn("b", true), rnn("c", true), rnn("d", false), dense()));
        Random random = new Random(1);
        float[] inputs = new float[images * 56 * 56];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = random.nextFloat();
        }
        float[] targets = new float[images * 10];
        for (int image = 0; image < images; image++) {
            targets[image * 10 + image % 10] = 1f;
        }
        TrainingSettings settings = new TrainingSettings(
                        new CategoricalCrossentropy(), new Adam(LearningRate.constant(1e-4)))
                .withBatchSize(32)
                .withMetrics(List.of(Accuracy.CATEGORICAL));
        return new Job(
                architecture,
                settings,
                new TrainingSet(new TrainingSet.Shape(images, 56, 56, 10, false), inputs, targets));
    }

    private static Layer rnn(String name, boolean returnSequences) {
        return new RecurrentLayer.SimpleRnn(name, 300, Activation.TANH, true, returnSequences);
    }

    private static Layer dense() {
        return new Layer.Dense("dense", 10, Activation.SOFTMAX, true);
    }

    private static final class Clock implements TrainingListener {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private long cpu = system.getProcessCpuTime();

        @Override
        public void epochEnded(EpochReport report) {
            long now = system.getProcessCpuTime();
            System.out.printf(
                    "epoch %d: cpu %.2f s, wall %.2f s, loss %.4f%n",
                    report.epoch(), 1e-9 * (now - cpu), report.seconds(), report.loss());
            cpu = now;
        }
    }
}
