package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits of a step and of a training in other virtual machines: narrower vectors, another JDK. */
class BitsElsewhereTest {
    @Test
    void aTrainingsBitsAreThoseOfEveryOtherMachine() {
        assertEquals(TrainingBits.EXPECTED, TrainingBits.hash(new ScalarKernels(), 1), "scalar");
        assertEquals(TrainingBits.EXPECTED, TrainingBits.hash(new VectorKernels(), 1), "vector");
        assertEquals(TrainingBits.EXPECTED, TrainingBits.hash(new VectorKernels(), 3), "vector, three threads");
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "256", "128"})
    void theWidthOfAVectorChangesNoBit(String bits) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                List.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "x86 alone has UseAVX");
        String flag = "-XX:UseAVX=" + (Integer.parseInt(bits) / 256 + 1);
        String answer = OtherJvm.answer(BitsElsewhereTest.class, flag);
        Assumptions.assumeTrue(
                bits.equals("128") || answer.contains(bits + " bits"),
                "this machine has no vectors of " + bits + " bits");
        assertTrue(answer.contains("vector, " + bits + " bits"), answer);
        assertEquals(expected(), answer.substring(answer.indexOf(':')));
    }

    @Test
    void anotherJdkChangesNoBit() throws IOException, InterruptedException {
        Path jdks = Path.of("/usr/lib/jvm");
        Assumptions.assumeTrue(Files.isDirectory(jdks), "no other JDK in " + jdks);
        try (Stream<Path> found = Files.list(jdks)) {
            List<Path> others = found.filter(jdk -> jdk.getFileName().toString().contains("25"))
                    .filter(jdk -> Files.isExecutable(jdk.resolve("bin/java")))
                    .toList();
            Assumptions.assumeFalse(others.isEmpty(), "no JDK 25 in " + jdks);
            String answer = OtherJvm.answer(others.get(0), BitsElsewhereTest.class);
            assertEquals(expected(), answer.substring(answer.indexOf(':')));
        }
    }

    private static String expected() {
        return String.format(Locale.ROOT, ": %d %d", GoldenBits.EXPECTED_SHORT, TrainingBits.EXPECTED);
    }

    /** Prints the kernels' name and the two hashes. */
    public static void main(String[] arguments) {
        Kernels kernels = new VectorKernels();
        System.out.printf(
                Locale.ROOT,
                "%s: %d %d%n",
                kernels.name(),
                GoldenBits.shortHash(kernels),
                TrainingBits.hash(kernels, 1));
    }
}
