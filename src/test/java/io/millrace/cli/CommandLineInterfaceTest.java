package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineInterfaceTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/keras");
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return CommandLineInterface.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private int runWithInput(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    private static JsonNode golden(String name) throws Exception {
        JsonNode root =
                new ObjectMapper().readTree(GOLDEN.resolve("golden.json").toFile());
        for (JsonNode model : root.path("cases")) {
            if (model.path("model").asText().equals(name)) {
                return model;
            }
        }
        throw new IllegalArgumentException("no golden model " + name);
    }

    @Test
    void wrongUsageIsOneLineAndExitCodeTwo() {
        assertEquals(2, run("predict"));
        assertEquals(
                "millrace: Missing required option: '--model=<file>'; see millrace help predict",
                err.toString().strip());
    }

    @Test
    void aWrongConfigurationNamesEveryErrorAndEndsWithTwo() throws Exception {
        Path config =
                Files.writeString(folder.resolve("millrace.yaml"), "threads: 0\nmodels: { ball: { file: m.h5 } }\n");

        assertEquals(2, run("serve", "--config", config.toString()));
        List<String> lines = err.toString().lines().toList();
        assertTrue(lines.contains("millrace: models.ball.input.topic: is missing"), err.toString());
        assertTrue(lines.contains("millrace: threads: expected a number from 1 to 256, found 0"), err.toString());
    }

    @Test
    void aMissingModelIsOneLineAndExitCodeOne() {
        assertEquals(1, run("inspect", "no-such.h5"));
        assertEquals(
                "millrace: no-such.h5: expected a model file, found none",
                err.toString().strip());
    }

    @Test
    void inspectPrintsTheLayersAsKerasUsersKnowThem() {
        assertEquals(0, run("inspect", GOLDEN.resolve("lstm_stack.h5").toString()), err::toString);
        assertTrue(out.toString().contains("(LSTM)"), out.toString());
        assertTrue(out.toString().contains("3.15"), out.toString());
    }

    @Test
    void predictAnswersEachLineAsKerasDoesAndStepwiseGivesTheSameBits() throws Exception {
        for (String name : List.of("lstm_stack", "gru", "simple_rnn", "lstm_last")) {
            predictsAsKerasDoes(name);
        }
    }

    private void predictsAsKerasDoes(String name) throws Exception {
        JsonNode golden = golden(name);
        ObjectMapper json = new ObjectMapper();
        StringBuilder input = new StringBuilder();
        for (JsonNode sequence : golden.path("input")) {
            input.append(json.writeValueAsString(json.createObjectNode().set("inputs", sequence)))
                    .append('\n');
        }
        String model = GOLDEN.resolve(name + ".h5").toString();

        out.getBuffer().setLength(0);
        assertEquals(0, runWithInput(input.toString(), "predict", "--model", model), err::toString);
        String whole = out.toString();
        out.getBuffer().setLength(0);
        assertEquals(0, runWithInput(input.toString(), "predict", "--model", model, "--stepwise"), err::toString);

        assertEquals(whole, out.toString());
        List<String> lines = whole.lines().toList();
        assertEquals(golden.path("output").size(), lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertClose(
                    golden.path("output").get(i), json.readTree(lines.get(i)).path("outputs"), name);
        }
    }

    private static void assertClose(JsonNode expected, JsonNode found, String name) {
        assertEquals(expected.isArray(), found.isArray(), name);
        if (!expected.isArray()) {
            assertEquals(expected.asDouble(), found.asDouble(), TOLERANCE, name);
            return;
        }
        assertEquals(expected.size(), found.size(), name);
        for (int i = 0; i < expected.size(); i++) {
            assertClose(expected.get(i), found.get(i), name);
        }
    }

    @Test
    void aBadLineIsAnsweredByAnErrorAndTheOthersAreNot() {
        String model = GOLDEN.resolve("gru.h5").toString();
        assertEquals(1, runWithInput("{\"inputs\":[[1]]}\nnonsense\n", "predict", "--model", model));
        List<String> lines = err.toString().lines().toList();
        assertEquals(2, lines.size(), err.toString());
        assertTrue(lines.get(0).startsWith("millrace: line 1: expected steps of "), lines.get(0));
        assertTrue(lines.get(1).startsWith("millrace: line 2: expected JSON"), lines.get(1));
    }

    @Test
    void predictTakesAndGivesNumpyFiles() throws Exception {
        JsonNode golden = golden("lstm_last");
        int steps = golden.path("input").get(0).size();
        int width = golden.path("input").get(0).get(0).size();
        float[] values = new float[golden.path("input").size() * steps * width];
        int at = 0;
        for (JsonNode sequence : golden.path("input")) {
            for (JsonNode step : sequence) {
                for (JsonNode value : step) {
                    values[at++] = (float) value.asDouble();
                }
            }
        }
        Path x = folder.resolve("x.npy");
        Path y = folder.resolve("y.npy");
        new io.millrace.data.NumpyFile(new long[] {golden.path("input").size(), steps, width}, values).write(x);

        String model = GOLDEN.resolve("lstm_last.h5").toString();
        assertEquals(
                0, run("predict", "--model", model, "--inputs", x.toString(), "--out", y.toString()), err::toString);

        float[] outputs = io.millrace.data.NumpyFile.read(y).values();
        at = 0;
        for (JsonNode row : golden.path("output")) {
            for (JsonNode value : row) {
                assertEquals(value.asDouble(), outputs[at++], TOLERANCE);
            }
        }
        assertEquals(outputs.length, at);
    }

    @Test
    void trainLearnsAFileThatEvaluateAndServeTake() throws Exception {
        StringBuilder csv = new StringBuilder("stream_id,x,y\n");
        for (int stream = 0; stream < 6; stream++) {
            for (int i = 0; i < 60; i++) {
                csv.append("s")
                        .append(stream)
                        .append(',')
                        .append(Math.sin(0.2 * i + stream))
                        .append(',');
                csv.append(Math.cos(0.2 * i + stream)).append('\n');
            }
        }
        Path data = Files.writeString(folder.resolve("circles.csv"), csv);
        Path model = folder.resolve("circles.h5");

        assertEquals(
                0,
                run(
                        "train",
                        "--data=" + data,
                        "--features=x,y",
                        "--layers=GRU:8,Dense:2",
                        "--epochs=4",
                        "--validation=0.2",
                        "--patience=3",
                        "--out=" + model),
                err::toString);
        JsonNode report = new ObjectMapper()
                .readTree(folder.resolve("circles.report.json").toFile());
        assertTrue(report.path("epochs").get(0).path("val_loss").asDouble() > 0, report.toString());
        assertEquals(0, report.path("seed").asInt(-1));
        assertEquals(0, run("evaluate", "--data=" + data, "--features=x,y", "--model=" + model), err::toString);
        assertTrue(out.toString().contains("circles.h5"), out.toString());
        assertFalse(out.toString().contains("NaN"), out.toString());
    }

    @Test
    void layersThatDoNotExistAreNamed() throws Exception {
        Path data = Files.writeString(folder.resolve("d.csv"), "stream_id,x\na,1\na,2\na,3\n");
        assertEquals(
                1,
                run(
                        "train",
                        "--data=" + data,
                        "--features=x",
                        "--layers=Transformer:8",
                        "--out=" + folder.resolve("m.h5")));
        assertEquals(
                "millrace: layers: expected one of LSTM, GRU, SimpleRNN, Dense, Embedding, found \"Transformer\"",
                err.toString().strip());
    }

    @Test
    void aModelThatCannotServeIsRefusedAtTheStart() throws Exception {
        Path model = GOLDEN.resolve("lstm_last.h5");
        Path config = Files.writeString(
                folder.resolve("m.yaml"),
                "models: { ball: { input: { topic: a, features: [u, v] }, output: { topic: b }, file: " + model
                        + " } }");

        assertEquals(2, run("serve", "--config", config.toString()));
        assertTrue(err.toString().startsWith("millrace: "), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void stepwiseIsRefusedWhereAModelNeedsWholeSequences() {
        Path model = GOLDEN.resolveSibling("keras_graphs").resolve("gru_1_backwards.h5");
        assertEquals(1, runWithInput("", "predict", "--model", model.toString(), "--stepwise"));
        assertTrue(err.toString().contains("needs whole sequences"), err.toString());
    }
}
