package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.CommandLineInterface;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks of the documentation that begin with {@code <!-- run -->} are run, and print what stands there: after {@code $ } a
 * command of Millrace, then its output, in which {@code …} stands for whatever it may be within a line.
 */
class RunnableDocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)<!-- run -->\\n```[a-z]*\\n(.*?)```");
    private static final String COMMAND = "./millrace ";

    /** A command of a page and what it prints. */
    record Example(Path page, String command, List<String> output) {
        @Override
        public String toString() {
            return page + ": " + command;
        }
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (Path page : Pages.all()) {
            BLOCK.matcher(Pages.read(page)).results().forEach(block -> {
                for (String part : Pattern.compile("(?m)^\\$ ").split(block.group(1))) {
                    if (!part.isBlank()) {
                        List<String> lines = part.lines().toList();
                        examples.add(new Example(page, lines.get(0), lines.subList(1, lines.size())));
                    }
                }
            });
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itPrintsWhatStandsThere(Example example) {
        assertTrue(example.command().startsWith(COMMAND), () -> example + ": expected " + COMMAND);
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = CommandLineInterface.execute(
                writer, writer, example.command().substring(COMMAND.length()).split(" +"));
        assertTrue(code >= 0 && code <= 2, () -> example + ": exit code " + code);
        List<String> lines = said.toString().lines().map(String::stripTrailing).toList();
        assertEquals(example.output().size(), lines.size(), said::toString);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String expected = example.output().get(i);
            assertTrue(line.matches(regex(expected)), () -> "expected " + expected + ", found " + line);
        }
    }

    private static String regex(String expected) {
        return String.join(
                ".*",
                Arrays.stream(expected.stripTrailing().split("…", -1))
                        .map(Pattern::quote)
                        .toList());
    }

    @Test
    void thereAreSome() {
        assertFalse(examples().isEmpty());
    }
}
