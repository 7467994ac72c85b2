package io.millrace.benchmark;

import ai.onnxruntime.OrtException;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One time step of a batch of streams, beside ONNX Runtime, PyTorch, DL4J and ND4J with the same weights, and the share of the
 * machine's limits that it reaches. Arguments: batches and networks, such as {@code 1 128 B C}; none for all.
 */
final class StepBenchmark {
    private static final int STEPS_COMPARED = 5;
    private static final double TOLERANCE = 2e-5; // of outputs within ±1, after those steps

    private StepBenchmark() {}

    public static void main(String[] arguments) throws OrtException {
        Torch.oneThread();
        List<String> wanted = Arrays.asList(arguments);
        boolean allNetworks = Arrays.stream(Networks.values()).noneMatch(network -> wanted.contains(network.name()));
        boolean allBatches = wanted.stream().noneMatch(argument -> Character.isDigit(argument.charAt(0)));
        System.out.println(Machine.describe(Kernels.best()));
        for (Networks network : Networks.values()) {
            if (!allNetworks && !wanted.contains(network.name())) {
                continue;
            }
            System.out.printf("%n%s: %s%n", network, network.title);
            for (int batch : new int[] {1, 8, 32, 128, 512}) {
                if (allBatches || wanted.contains(String.valueOf(batch))) {
                    compare(network, batch);
                }
            }
        }
    }

    private static void compare(Networks network, int batch) throws OrtException {
        SequenceModel model = network.model();
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new MillraceSteps(new Steps(model, Kernels.best(), batch)));
        contenders.add(new OnnxSteps(model, batch));
        contenders.add(new TorchSteps(model, batch));
        if (Dl4jSteps.has(model)) {
            contenders.add(new Dl4jSteps(model, batch));
        }
        contenders.add(new Nd4jSteps(model, batch));
        agree(contenders);
        double operations = 2.0 * batch * network.multiplications();
        contenders.add(Roof.multiplyAdds(operations));
        contenders.add(Roof.reads(4L * model.architecture().parameterCount()));

        List<Comparison.Times> times = new Comparison(21, 400, 10).of(contenders);
        Comparison.Times ours = times.get(0);
        int peers = contenders.size() - 2;
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "B %3d  %9.3f µs", batch, 1e6 * ours.median()));
        for (int i = 1; i < peers; i++) {
            line.append(String.format(
                    Locale.ROOT,
                    "  | %s %.1f µs, %.2f ×",
                    contenders.get(i).name(),
                    1e6 * times.get(i).median(),
                    times.get(i).over(ours)));
        }
        line.append(String.format(
                Locale.ROOT,
                "  | %.0f %% of FMA peak %.0f GFLOP/s, %.0f %% of reading at %.0f GB/s",
                100 * times.get(peers).over(ours),
                1e-9 * operations / times.get(peers).median(),
                100 * times.get(peers + 1).over(ours),
                4e-9
                        * model.architecture().parameterCount()
                        / times.get(peers + 1).median()));
        System.out.println(line);
        contenders.forEach(Contender::close);
    }

    /** Everyone takes the same steps from a state of zeros; whoever's answer differs stops the benchmark. */
    private static void agree(List<Contender> contenders) {
        for (Contender contender : contenders) {
            for (int step = 0; step < STEPS_COMPARED; step++) {
                contender.run();
            }
        }
        float[] ours = contenders.get(0).answer();
        for (Contender contender : contenders) {
            float[] theirs = contender.answer();
            for (int i = 0; i < ours.length; i++) {
                if (!(Math.abs(ours[i] - theirs[i]) <= TOLERANCE)) {
                    throw new IllegalStateException(contender.name() + ": expected " + ours[i] + " at " + i + ", found "
                            + theirs[i] + "; it computes something else");
                }
            }
        }
    }

    private record MillraceSteps(Steps steps) implements Contender {
        @Override
        public String name() {
            return "Millrace";
        }

        @Override
        public void run() {
            steps.step();
        }

        @Override
        public float[] answer() {
            return steps.outputs.clone();
        }
    }
}
