package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} has learnt is judged by {@code evaluate}, beside the baselines of its kind of data. */
class EvaluateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return CommandLineInterface.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void assertRows(String... beginnings) {
        List<String> lines = out.toString().lines().toList();
        for (String beginning : beginnings) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(beginning)), beginning + " in\n" + out);
        }
        assertTrue(!out.toString().contains("NaN"), out.toString());
    }

    private void assertRefused(String message, String... arguments) {
        assertEquals(1, run(arguments));
        assertEquals("millrace: " + message, err.toString().strip());
    }

    @Test
    void trajectoriesStandBesideEveryBaseline() throws IOException {
        StringBuilder csv = new StringBuilder("stream_id,x,y\n");
        for (int i = 0; i < 200; i++) {
            csv.append(String.format(Locale.ROOT, "s%d,%f,%f%n", i % 5, Math.sin(0.04 * i), Math.cos(0.04 * i)));
        }
        Path data = file("circles.csv", csv.toString());
        Path model = folder.resolve("circles.h5");
        String[] common = {"--data=" + data, "--features=x,y"};
        assertEquals(0, run("train", common[0], common[1], "--layers=GRU:4,Dense:2", "--epochs=2", "--out=" + model));

        assertEquals(0, run("evaluate", "--model=" + model, common[0], common[1], "--gravity=0,-1"), err::toString);

        assertRows(
                "constant position",
                "constant velocity, last 2",
                "constant acceleration, fit over 7",
                "Kalman, constant velocity",
                "Kalman, constant acceleration",
                "ballistic, fit over 5",
                "Kalman, ballistic",
                "circles.h5",
                "ADE: mean error over the steps 1 to 10; FDE: mean error of step 10");
    }

    @Test
    void textsStandBesideNGrams() throws IOException {
        Path text = file("abc.txt", "abcab".repeat(120));
        Path model = folder.resolve("abc.h5");
        String[] common = {"--text=" + text, "--streams=4", "--window=10"};
        assertEquals(
                0,
                run(
                        "train",
                        common[0],
                        common[1],
                        common[2],
                        "--validation=0.2",
                        "--layers=GRU:8",
                        "--epochs=2",
                        "--out=" + model),
                err::toString);

        assertEquals(
                0,
                run("evaluate", "--model=" + model, common[0], common[1], common[2], "--held-out=0.2"),
                err::toString);
        assertRows("unigram", "bigram", "5-gram", "abc.h5", "over 116 tokens"); // 4 · (150 − 120 − 1)

        assertRefused(
                "--held-out: expected 10 tokens of each of 4 parts to learn from and 2 to predict, found 150 and 0",
                "evaluate",
                "--model=" + model,
                common[0],
                common[1],
                common[2],
                "--held-out=0");
    }

    @Test
    void classesStandBesideTheMajority() throws IOException {
        Path names = Files.createDirectory(folder.resolve("names"));
        Files.writeString(names.resolve("low.txt"), "abba\nbab\naab\nbba\nab\nba\n");
        Files.writeString(names.resolve("high.txt"), "xyy\nyxx\nxx\nyyxy\n");
        Path model = folder.resolve("names.h5");
        assertEquals(
                0,
                run(
                        "train",
                        "--labelled=" + names,
                        "--layers=GRU:8",
                        "--epochs=3",
                        "--hold-out-every=2",
                        "--out=" + model),
                err::toString);

        assertEquals(
                0, run("evaluate", "--model=" + model, "--labelled=" + names, "--hold-out-every=2"), err::toString);
        assertRows("majority (low)", "names.h5", "over 5 examples", "0 high", "1 low", "confusion");

        Files.writeString(names.resolve("other.txt"), "ab\n");
        assertRefused(
                "names.h5: expected one of the labels [high, low], found other",
                "evaluate",
                "--model=" + model,
                "--labelled=" + names);
    }

    @Test
    void pairsStandBesideATranslationSymbolBySymbol() throws IOException {
        Random random = new Random(1);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            String word = Integer.toString(10 + random.nextInt(990), 5);
            lines.append(word)
                    .append('\t')
                    .append(String.join(" ", word.split("")))
                    .append('\n');
        }
        Path pairs = file("pairs.tsv", lines.toString());
        Path model = folder.resolve("pairs.h5");
        assertEquals(
                0,
                run("train", "--pairs=" + pairs, "--layers=GRU:8", "--embedding=4", "--epochs=2", "--out=" + model),
                err::toString);

        assertEquals(0, run("evaluate", "--model=" + model, "--pairs=" + pairs), err::toString);
        assertRows("symbol by symbol  100.00 %      0.00 %      -", "pairs.h5", "over ");

        assertRefused(
                "--layers: expected recurrent layers beside --pairs, such as LSTM:256, found dense_2",
                "train",
                "--pairs=" + pairs,
                "--layers=GRU:8,Dense:3",
                "--out=" + model);
        Path text = file("a.txt", "abab");
        assertRefused(
                "pairs.h5: expected a model that predicts the next token of a text",
                "evaluate",
                "--model=" + model,
                "--text=" + text,
                "--held-out=0.5");
    }

    @Test
    void oneKindOfDataIsJudgedAtATime() throws IOException {
        Path any = Path.of("src/test/resources/golden/keras/lstm_last.h5");
        assertEquals(1, run("evaluate", "--model=" + any));
        assertTrue(err.toString().startsWith("millrace: --data: is missing"), err.toString());
        assertRefused(
                "--data: expected one kind of data, found another beside it",
                "evaluate",
                "--model=" + any,
                "--data=a.csv",
                "--pairs=b.tsv");
    }
}
