package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {
    @Test
    void vectorsAreTakenWhereTheirModuleIs() {
        assertTrue(KernelChoice.modulePresent(), "the tests run with the module");
        assertTrue(KernelChoice.choose(null, true).name().startsWith("vector, "));
        assertEquals("scalar", KernelChoice.choose(null, false).name());
    }

    @Test
    void thePropertyOverridesTheChoice() {
        assertEquals("scalar", KernelChoice.choose("scalar", true).name());
        assertTrue(KernelChoice.choose("vector", true).name().startsWith("vector, "));
        assertThrows(IllegalStateException.class, () -> KernelChoice.choose("vector", false));
        assertThrows(IllegalArgumentException.class, () -> KernelChoice.choose("Vector", true));
    }

    @Test
    void withoutTheModuleJavaFallsBackToPlainCode() throws Exception {
        assertEquals("scalar", run());
    }

    @Test
    void thePropertyReachesTheChoice() throws Exception {
        assertEquals("scalar", run("--add-modules", "jdk.incubator.vector", "-Dmillrace.kernels=scalar"));
    }

    /** The name of the best kernels, in a Java of its own. */
    private static String run(String... flags) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java);
        builder.command().addAll(List.of(flags));
        builder.command().addAll(List.of("-cp", classes(Kernels.class) + File.pathSeparator + classes(Name.class)));
        builder.command().add(Name.class.getName());
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    private static String classes(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    static final class Name {
        private Name() {}

        public static void main(String[] args) {
            Kernels kernels = Kernels.best();
            StepKernel lstm = kernels.lstm(2, 3, Activation.TANH, Activation.SIGMOID, true, 1);
            lstm.pack(new float[lstm.parameters()], 0);
            lstm.load(0, new float[2], 0, new float[6], 0);
            lstm.step(1);
            System.out.println(kernels.name());
        }
    }
}
