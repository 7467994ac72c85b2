package io.millrace.cli;

import static io.millrace.model.FitOptions.epochs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.data.NumpyFile;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.keras.OptimizerState;
import io.millrace.keras.TrainingConfig;
import io.millrace.model.Model;
import io.millrace.network.Batch;
import io.millrace.training.EpochReport;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A training goes on where it stopped, in Keras or here: losses are those of one that never stopped. The files are those
 * of {@code tools/golden/resume.py} and {@code old_keras.py}, whose models Keras 3 and 2 trained for some updates.
 */
class KerasResumeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/resume");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UPDATES = 6;
    private static final double TOLERANCE = 1e-4; // of the loss

    @TempDir
    Path folder;

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (String file : List.of("golden.json", "keras2.json")) {
            JSON.readTree(GOLDEN.resolve(file).toFile())
                    .get("cases")
                    .forEach(one -> cases.add(Arguments.of(one.get("model").asText(), one.get("losses"))));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatKerasBeganGoesOnHereAsInKeras(String model, JsonNode expected) throws IOException {
        assertClose(model, losses(expected), train(GOLDEN.resolve(model), UPDATES, folder.resolve("b.keras")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatStoppedHereGoesOnHereToTheSameBits(String model, JsonNode ignored) throws IOException {
        Path whole = folder.resolve("whole.keras");
        Path half = folder.resolve("half.keras");
        Path rest = folder.resolve("rest.keras");
        train(GOLDEN.resolve(model), 2 * UPDATES, whole);
        train(GOLDEN.resolve(model), UPDATES, half);
        train(half, UPDATES, rest);
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(rest));
        OptimizerState state = KerasModelFile.read(rest).optimizer().orElseThrow();
        assertEquals(3 * UPDATES, state.updates());
    }

    /** With its schedule, its clipping and all else that the file says. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theJavaModelGoesOnAsTheCommandDoes(String name, JsonNode ignored) throws IOException {
        Path byCommand = folder.resolve("command.keras");
        double[] losses = train(GOLDEN.resolve(name), UPDATES, byCommand);
        Model model = Model.load(GOLDEN.resolve(name));
        TrainingReport report = model.fit(
                batch("x.npy"), batch("y.npy"), epochs(UPDATES).batchSize(8).shuffle(false));
        Path byApi = folder.resolve("api.keras");
        model.save(byApi);
        assertArrayEquals(
                losses, report.epochs().stream().mapToDouble(EpochReport::loss).toArray());
        KerasModel expected = KerasModelFile.read(byCommand);
        KerasModel found = KerasModelFile.read(byApi);
        assertArrayEquals(
                expected.network().weights().toArray(),
                found.network().weights().toArray());
        assertEquals(expected.training(), found.training());
        assertEquals(
                expected.optimizer().orElseThrow().updates(),
                found.optimizer().orElseThrow().updates());
    }

    private static Batch batch(String file) throws IOException {
        NumpyFile array = NumpyFile.read(GOLDEN.resolve(file));
        long[] shape = array.shape();
        return Batch.sequences((int) shape[0], (int) shape[1], (int) shape[2], array.values());
    }

    @Test
    void anotherOptimizerBeginsAnew() throws IOException {
        Path out = folder.resolve("sgd.keras");
        train(GOLDEN.resolve("gru_adam.keras"), UPDATES, out, "--optimizer=sgd");
        OptimizerState state = KerasModelFile.read(out).optimizer().orElseThrow();
        assertEquals(UPDATES, state.updates());
        assertEquals(List.of(), state.slots());
    }

    @Test
    void aStateOfAnotherNetworkOrOptimizerIsRefused() {
        KerasModel model = KerasModelFile.read(GOLDEN.resolve("gru_momentum.keras"));
        TrainingConfig training = model.training().orElseThrow();
        for (List<float[]> slots : List.of(List.<float[]>of(), List.of(new float[3]))) {
            OptimizerState state = new OptimizerState(1, slots);
            String message = assertThrows(
                            IllegalArgumentException.class, () -> model.withTraining(model.network(), training, state))
                    .getMessage();
            assertTrue(message.startsWith("optimizer state: expected "), message);
        }
    }

    @Test
    void anH5FileIsWrittenWithoutTheOptimizerBecauseKerasCannotGoOnWithOne() throws IOException {
        Path out = folder.resolve("adam.h5");
        train(GOLDEN.resolve("gru_adam.keras"), 1, out);
        assertTrue(KerasModelFile.read(out).optimizer().isEmpty());
    }

    /** Runs where the environment variable KERAS_PYTHON names a Python that has Keras 3. */
    @Test
    void whatStoppedHereGoesOnInKerasAsHere() throws Exception {
        String python = System.getenv("KERAS_PYTHON");
        assumeTrue(python != null, "skipped: KERAS_PYTHON names no Python with Keras");
        List<String> models = cases().map(one -> (String) one.get()[0]).toList();
        List<double[]> expected = new ArrayList<>();
        ArrayNode jobs = JSON.createArrayNode();
        for (String model : models) {
            Path stopped = folder.resolve(model.replace('.', '_') + ".keras");
            train(GOLDEN.resolve(model), UPDATES, stopped);
            double[] unbroken = train(GOLDEN.resolve(model), 2 * UPDATES, folder.resolve("whole.keras"));
            expected.add(Arrays.copyOfRange(unbroken, UPDATES, 2 * UPDATES));
            jobs.addObject()
                    .put("model", stopped.toString())
                    .put("inputs", GOLDEN.resolve("x.npy").toString())
                    .put("targets", GOLDEN.resolve("y.npy").toString())
                    .put("updates", UPDATES);
        }
        JsonNode found = goOnInKeras(python, jobs);
        double largest = 0;
        for (int i = 0; i < models.size(); i++) {
            double[] losses = losses(found.get("losses").get(i));
            largest = Math.max(largest, assertClose(models.get(i), expected.get(i), losses));
        }
        System.out.println(models.size() + " trainings gone on with in Keras "
                + found.get("keras").asText() + ": losses off by " + largest);
    }

    private JsonNode goOnInKeras(String python, ArrayNode jobs) throws IOException, InterruptedException {
        Path list = Files.writeString(folder.resolve("jobs.json"), jobs.toString());
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder =
                new ProcessBuilder(python, "tools/golden/resume.py", list.toString()).redirectError(errors.toFile());
        builder.environment().putAll(Map.of("TF_CPP_MIN_LOG_LEVEL", "3", "CUDA_VISIBLE_DEVICES", ""));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), Files.readString(errors));
        return JSON.readTree(output.substring(output.lastIndexOf("{\"keras\"")));
    }

    /** The loss of each update: every epoch is one. */
    private double[] train(Path model, int updates, Path out, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--model=" + model,
                "--inputs=" + GOLDEN.resolve("x.npy"),
                "--targets=" + GOLDEN.resolve("y.npy"),
                "--batch-size=8",
                "--no-shuffle",
                "--epochs=" + updates,
                "--out=" + out));
        arguments.addAll(List.of(more));
        StringWriter errors = new StringWriter();
        int code = CommandLineInterface.execute(
                new PrintWriter(new StringWriter()), new PrintWriter(errors, true), arguments.toArray(String[]::new));
        assertEquals(0, code, errors::toString);
        JsonNode epochs = JSON.readTree(ReportFile.beside(out).toFile()).get("epochs");
        return StreamSupport.stream(epochs.spliterator(), false)
                .mapToDouble(epoch -> epoch.get("loss").asDouble())
                .toArray();
    }

    private static double[] losses(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** Returns the largest difference, relative. */
    private static double assertClose(String name, double[] expected, double[] found) {
        assertEquals(expected.length, found.length, name);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], TOLERANCE * expected[i], name + ", update " + (i + 1));
            largest = Math.max(largest, Math.abs(found[i] - expected[i]) / expected[i]);
        }
        return largest;
    }
}
