package io.millrace.benchmark;

import io.millrace.network.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One optimizer step (forward, back through time, Adam) beside PyTorch and DL4J, from the same weights and on the same batches; the
 * losses are compared before anything is timed. Keras is compared by {@code tools/benchmark/keras_training.py}. Arguments: jobs.
 */
final class TrainingBenchmark {
    private static final double TOLERANCE = 1e-4; // of the mean loss, relative

    private TrainingBenchmark() {}

    public static void main(String[] arguments) {
        Torch.oneThread();
        System.out.println(Machine.describe(Kernels.best()));
        for (TrainingJob job : TrainingJob.values()) {
            if (arguments.length == 0 || Arrays.asList(arguments).contains(job.name())) {
                compare(job);
            }
        }
    }

    private static void compare(TrainingJob job) {
        Contender millrace = new MillraceTraining(job);
        List<Contender> peers = List.of(new TorchTraining(job), new Dl4jTraining(job));
        Roof roof = Roof.multiplyAdds(TrainingJob.UPDATES * job.operations());
        millrace.run();
        for (Contender peer : peers) {
            peer.run();
            float ours = millrace.answer()[0];
            float theirs = peer.answer()[0];
            if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.abs(ours))) {
                throw new IllegalStateException(peer.name() + ": expected a loss of " + ours + ", found " + theirs
                        + "; it computes something else");
            }
        }
        List<Comparison.Times> times =
                new Comparison(7, 2000, 1).of(List.of(millrace, peers.get(0), peers.get(1), roof));
        Comparison.Times ours = times.get(0);
        System.out.printf(
                Locale.ROOT, "%n%s: %.2f GFLOP%n%-14s %8.2f ms%n", job, 1e-9 * job.operations(), "Millrace", ms(ours));
        for (int i = 0; i < peers.size(); i++) {
            Comparison.Times theirs = times.get(1 + i);
            System.out.printf(
                    Locale.ROOT, "%-14s %8.2f ms  %5.2f ×%n", peers.get(i).name(), ms(theirs), theirs.over(ours));
        }
        System.out.printf(
                Locale.ROOT,
                "%.0f %% of the FMA peak of %.0f GFLOP/s%n",
                100 * times.get(3).over(ours),
                1e-9 * TrainingJob.UPDATES * job.operations() / times.get(3).median());
        peers.forEach(Contender::close);
    }

    /** Of one update. */
    private static double ms(Comparison.Times times) {
        return 1e3 * times.median() / TrainingJob.UPDATES;
    }
}
