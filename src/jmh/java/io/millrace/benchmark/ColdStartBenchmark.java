package io.millrace.benchmark;

import io.millrace.network.SequenceModel;
import io.millrace.network.WarmUp;
import io.millrace.network.kernel.Kernels;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * The first steps of a fresh process, cold or after a warm-up: {@code ColdStartBenchmark NETWORK MILLISECONDS}, 0 for cold. A process
 * can be fresh once: run it once for each.
 */
final class ColdStartBenchmark {
    private static final int STEPS = 2000;

    private ColdStartBenchmark() {}

    public static void main(String[] arguments) {
        SequenceModel model = Networks.valueOf(arguments[0]).model();
        int millis = Integer.parseInt(arguments[1]);
        long begin = System.nanoTime();
        int taken =
                millis == 0 ? 0 : new WarmUp(model, Kernels.best(), System::nanoTime).run(Duration.ofMillis(millis));
        double warming = 1e-6 * (System.nanoTime() - begin);
        Steps steps = new Steps(model, Kernels.best(), 8);
        double[] micros = new double[STEPS];
        for (int step = 0; step < STEPS; step++) {
            long before = System.nanoTime();
            steps.step();
            micros[step] = 1e-3 * (System.nanoTime() - before);
        }
        System.out.printf(
                Locale.ROOT,
                "%s, B 8: warmed for %.0f ms with %d steps; first step %.0f µs, the first 100 together %.1f ms, all %d %.1f ms, median %.1f µs%n",
                arguments[0],
                warming,
                taken,
                micros[0],
                1e-3 * Arrays.stream(micros).limit(100).sum(),
                STEPS,
                1e-3 * Arrays.stream(micros).sum(),
                Arrays.stream(micros).sorted().toArray()[STEPS / 2]);
    }
}
