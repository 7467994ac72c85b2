package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.CommandLineInterface;
import io.millrace.codec.AnswerJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.Rejection;
import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import io.millrace.kafka.LoopObserver;
import io.millrace.metrics.Meters;
import io.millrace.retrain.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README names exists: paths, commands and their options, configuration, codes, metrics. */
class DocumentationTest {
    private static final String README = read(Path.of("README.md"));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> all(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(README)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String help(String command) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text, true);
        assertEquals(0, CommandLineInterface.execute(writer, writer, "help", command), command);
        return text.toString();
    }

    @Test
    void everyLinkedFileIsThere() {
        List<String> links = all("\\]\\(([^)#:]+)\\)");
        assertFalse(links.isEmpty());
        links.forEach(link -> assertTrue(Files.exists(Path.of(link)), link));
    }

    @Test
    void everyCommandAndOptionIsThere() {
        List<MatchResult> lines = Pattern.compile("^\\./millrace (\\w+)(.*)$", Pattern.MULTILINE)
                .matcher(README)
                .results()
                .toList();
        assertTrue(lines.size() >= 5);
        for (MatchResult line : lines) {
            String help = help(line.group(1));
            Pattern.compile("--[a-z-]+")
                    .matcher(line.group(2).replaceFirst("#.*", ""))
                    .results()
                    .forEach(option -> assertTrue(help.contains(option.group()), line.group() + ": " + option.group()));
        }
        all("^\\| `(\\w+)[^`]*` \\|").stream()
                .filter(word -> word.matches("[a-z]+"))
                .forEach(DocumentationTest::help);
    }

    @Test
    void theConfigurationIsReadAsItStands() {
        List<String> examples = all("(?s)```yaml\\n(.*?)```");
        examples.forEach(example -> ConfigReader.parse(example, Map.of()));
        String yaml = examples.stream()
                .filter(example -> example.startsWith("kafka:"))
                .findFirst()
                .orElseThrow();
        MillraceConfig config = ConfigReader.parse(yaml, Map.of());
        assertEquals("broker:9092", config.kafka().bootstrapServers());
        ConfigReader.parse(
                yaml.replaceFirst("  bootstrap.servers.*\n", "").replace("  # embedded", "  embedded"), Map.of());
    }

    @Test
    void theOutputsAreReadAsTheyStand() throws Exception {
        PredictionJson predictions = new PredictionJson();
        AnswerJson answers = new AnswerJson();
        for (String json :
                all("(?s)```json\\n(.*?)\\n```").stream().flatMap(String::lines).toList()) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            byte[] written = json.contains("\"point\":")
                    ? predictions.write(predictions.read(bytes))
                    : answers.write(answers.read(bytes));
            assertEquals(json, new String(written, StandardCharsets.UTF_8));
        }
    }

    /** ImagesByRowsTest runs it. */
    @Test
    void theJavaExampleIsTheOneThatRuns() {
        String example = read(Path.of("src/test/java/io/millrace/examples/ImagesByRows.java"));
        assertEquals(List.of(example), all("(?s)```java\\n(.*?)```"));
    }

    @Test
    void everyReasonForARejectionIsListed() {
        Set<String> listed = new TreeSet<>(all("`([A-Z]+_[A-Z_]+)`"));
        listed.removeIf(word -> word.startsWith("MILLRACE_"));
        Set<String> existing = new TreeSet<>();
        for (Rejection rejection : Rejection.values()) {
            existing.add(rejection.name());
        }
        assertEquals(existing, listed);
    }

    @Test
    void theMetricsAreThoseOfAScrape() {
        try (Meters meters = new Meters()) {
            LoopObserver loop = meters.loop("ball", "pod-0-0");
            loop.committed(new LoopObserver.Commit(1, 1, 0, 1, 1, 1, 1, 1, Duration.ofMillis(1)));
            loop.rejected("NOT_JSON", 1);
            loop.forgotten("idle", 1);
            loop.dropped(1);
            loop.delivered(Duration.ofMillis(1));
            loop.restored(1, 1, Duration.ofMillis(1));
            Verdict verdict =
                    new Verdict(Verdict.Outcome.NOT_BETTER, Optional.empty(), 1, 1, 1, 1, 6, "expected a lead");
            meters.retrain("ball").concluded(verdict, Duration.ofMillis(1));
            meters.live(() -> 0, () -> 0, () -> 0);
            Set<String> scraped = meters.scrape()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE millrace_"))
                    .map(line -> line.split(" ", -1)[2])
                    .filter(name -> !name.endsWith("_max"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(scraped, new TreeSet<>(all("^\\| `(millrace_\\w+)` \\|")));
        }
    }
}
