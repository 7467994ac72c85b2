package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.network.Architecture;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Keras loads what Millrace writes and predicts the same. Runs where the environment variable KERAS_PYTHON names a
 * Python that has Keras; with KERAS_LEGACY=1 the Keras 2 that TensorFlow carries loads the {@code .h5} files. That copy
 * has no Bidirectional and no TimeDistributed, and there is no call with an initial state that both versions read.
 */
class KerasLoadsOurFilesTest {
    private static final double TOLERANCE = 1e-5;
    private static final boolean LEGACY = "1".equals(System.getenv("KERAS_LEGACY"));

    @TempDir
    Path folder;

    private record Job(Path file, KerasModel model, List<JsonNode> inputs) {}

    @Test
    void kerasPredictsWithRewrittenFilesWhatMillracePredicts() throws Exception {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode golden : Golden.cases()) {
            KerasModel model =
                    KerasModelFile.read(Golden.file(golden.get("model").asText() + ".h5"));
            add(jobs, golden.get("model").asText(), model, List.of(golden.get("input")));
        }
        check(jobs);
    }

    @Test
    void kerasLoadsEveryLayerAndGraphThatMillraceServes() throws Exception {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode golden : Golden.graphCases()) {
            Path file = Golden.graphFile(golden.get("files").get(0).asText());
            add(jobs, golden.get("model").asText(), KerasModelFile.read(file), Golden.list(golden.get("inputs")));
        }
        check(jobs);
    }

    @Test
    void kerasLoadsWhatOlderVersionsWroteOnceMillraceHasWrittenItAnew() throws Exception {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode golden : Golden.oldCases()) {
            if (golden.get("model").asText().equals("encoder_decoder")) {
                continue; // masked beside an initial state: cannot be written
            }
            Path file = Golden.oldFile(golden.get("files").get(0).asText());
            add(jobs, golden.get("model").asText(), KerasModelFile.read(file), Golden.list(golden.get("inputs")));
        }
        check(jobs);
    }

    @Test
    void kerasLoadsAFileWithEverythingThatMillraceAdds() throws Exception {
        KerasModel model = new KerasModel(KerasModelFileWritingTest.network(3, 2), "7")
                .withProvenance(Map.of("note", "größer ".repeat(10_000)))
                .withTraining(new TrainingConfig(
                        "Adam",
                        Map.of("learning_rate", 0.003, "beta_1", 0.9, "beta_2", 0.999, "epsilon", 1e-7, "amsgrad", 0.0),
                        "mean_squared_error",
                        List.of("mean_absolute_error")));
        JsonNode input =
                new JsonMapper().readTree("[[[0.1,-2,3],[1,0.5,-0.25],[0,0,0]],[[-1,1,1],[2,2,2],[3,-3,0.3]]]");
        List<Job> jobs = new ArrayList<>();
        add(jobs, "everything", model, List.of(input));

        for (JsonNode loaded : check(jobs)) {
            assertEquals("Adam", loaded.get("optimizer").asText());
            assertEquals("mean_squared_error", loaded.get("loss").asText());
        }
    }

    /** In both formats; of a stateful model, which is written for one stream, the first row alone. */
    private void add(List<Job> jobs, String name, KerasModel model, List<JsonNode> inputs) {
        if (computesOtherwise(model.network().architecture())) {
            return;
        }
        boolean stateful = ConfigWriter.isStateful(model.network().architecture());
        List<JsonNode> rows =
                stateful ? inputs.stream().map(KerasLoadsOurFilesTest::firstRow).toList() : inputs;
        for (String suffix : LEGACY ? List.of(".h5") : List.of(".h5", ".keras")) {
            Path file = folder.resolve(name + suffix);
            KerasModelFile.write(model, file);
            jobs.add(new Job(file, model, rows));
        }
    }

    /** What this Keras has not, or has under the same name with other numbers. */
    private static boolean computesOtherwise(Architecture architecture) {
        boolean forKeras3 = ConfigWriter.activations(architecture).contains(Activation.HARD_SIGMOID);
        boolean forKeras2 = ConfigWriter.activations(architecture).contains(Activation.HARD_SIGMOID_KERAS2);
        boolean fromStates =
                architecture.nodes().stream().anyMatch(node -> !node.states().isEmpty());
        boolean wrapped = architecture.layers().stream()
                .anyMatch(layer -> layer instanceof WrapperLayer && !(layer instanceof WrapperLayer.Stacked));
        return LEGACY ? forKeras3 || fromStates || wrapped : forKeras2;
    }

    private static JsonNode firstRow(JsonNode input) {
        return new JsonMapper().createArrayNode().add(input.get(0));
    }

    private List<JsonNode> check(List<Job> jobs) throws Exception {
        JsonNode loaded = loadWithKeras(jobs);
        List<String> wrong = new ArrayList<>();
        double largest = 0;
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            JsonNode answer = loaded.get("models").get(i);
            double error = answer.has("error")
                    ? Double.NaN
                    : Golden.largestError(job.model().network(), job.inputs(), Golden.list(answer.get("outputs")));
            largest = Math.max(largest, error);
            if (!(error <= TOLERANCE)) {
                wrong.add(job.file().getFileName() + ": off by " + error + " "
                        + answer.path("error").asText());
            }
        }
        System.out.println(
                jobs.size() + " files in Keras " + loaded.get("keras").asText() + ": off by " + largest);
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
        return Golden.list(loaded.get("models"));
    }

    private JsonNode loadWithKeras(List<Job> jobs) throws IOException, InterruptedException {
        ArrayNode json = new JsonMapper().createArrayNode();
        for (Job job : jobs) {
            json.addObject()
                    .put("model", job.file().toString())
                    .putArray("inputs")
                    .addAll(job.inputs());
        }
        Path list = Files.writeString(folder.resolve("jobs.json"), json.toString());
        return LEGACY
                ? KerasPython.run(folder, "load_with_keras.py", list.toString(), "--legacy")
                : KerasPython.run(folder, "load_with_keras.py", list.toString());
    }
}
