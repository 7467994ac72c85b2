package io.millrace.benchmark;

import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one step of a batch takes, without peers: {@code KernelBenchmark [-p network=B -p batch=1,32] [-prof gc]}. With
 * {@code -jvmArgsAppend -Dmillrace.kernels=scalar} of the kernels in plain Java, with {@code -XX:UseAVX=2} of narrower vectors.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KernelBenchmark {
    @Param({"A", "B", "C", "D", "E"})
    public String network;

    @Param({"1", "8", "32", "128", "512"})
    public int batch;

    private Steps steps;

    @Setup
    public void prepare() {
        steps = new Steps(Networks.valueOf(network).model(), Kernels.best(), batch);
    }

    @Benchmark
    public float[] step() {
        steps.step();
        return steps.outputs;
    }

    public static void main(String[] arguments) throws IOException {
        String[] all = new String[arguments.length + 1];
        all[0] = KernelBenchmark.class.getName();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Main.main(all);
    }
}
