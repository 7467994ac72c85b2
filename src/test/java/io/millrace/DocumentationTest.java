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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation names exists, on every page; what the README shows is what is read and written. */
class DocumentationTest {
    private static final String README = Pages.read(Path.of("README.md"));
    private static final DocumentedNames NAMES = new DocumentedNames(scraped(), DocumentationTest::help);

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
        return CommandLineInterface.execute(writer, writer, "help", command) == 0 ? text.toString() : "";
    }

    static List<Path> pages() {
        return Pages.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyNameOnThePageExists(Path page) {
        assertEquals(Set.of(), NAMES.missing(page, Pages.read(page)));
    }

    /** Otherwise the test above could say nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "link a.md                | see [there](a.md)",
                "anchor #what-it-does     | see [there](#what-it-does)",
                "anchor docs/faq.md#no    | see [there](docs/faq.md#no)",
                "path docs/none.md        | in `docs/none.md`",
                "path tools/none          | run tools/none now",
                "command servce           | ./millrace servce",
                "command servce           | with `millrace servce`",
                "option serve --confg     | ./millrace serve --confg a.yaml",
                "option serve --confg     | with `./millrace serve --confg a.yaml`",
                "metric millrace_pints    | look at `millrace_pints`",
                "metric millrace_pints_total | rate(millrace_pints_total[1m])",
                "variable MILLRACE_HTP_PORT | set MILLRACE_HTP_PORT",
                "test NoTest              | ./mvnw test -Dtest=PagesTest,NoTest",
                "test NoTest              | see `NoTest`",
                "test NoBenchmark         | tools/benchmark/run NoBenchmark",
                "alert MillraceUp         | `MillraceUp` fires",
                "code NOT_A_NUMBR         | `NOT_A_NUMBR`",
                "line the broker is gone for good | `the broker is gone for good`",
                "call POST /models/a/retran | `POST /models/a/retran`",
                "key comit                | with `comit: 50ms`",
                "key http.prt             | with `http.prt`",
                "key retrain.ever         | with `retrain.ever`",
                "key autoscaling.keda.lag | with `autoscaling.keda.lag`"
            })
    void aNameThatDoesNotExistIsFound(String missing, String text) {
        assertTrue(NAMES.missing(Path.of("README.md"), text).contains(missing));
    }

    @Test
    void everyCommandOfTheTableIsThere() {
        List<String> commands = all("^\\| `(\\w+)[^`]*` \\|").stream()
                .filter(word -> word.matches("[a-z]+"))
                .toList();
        assertTrue(commands.size() >= 5);
        commands.forEach(command -> assertFalse(help(command).isEmpty(), command));
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
        String example = Pages.read(Path.of("src/test/java/io/millrace/examples/ImagesByRows.java"));
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
        assertEquals(scraped(), new TreeSet<>(all("^\\| `(millrace_\\w+)` \\|")));
    }

    private static Set<String> scraped() {
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
            return meters.scrape()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE millrace_"))
                    .map(line -> line.split(" ", -1)[2])
                    .filter(name -> !name.endsWith("_max"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
