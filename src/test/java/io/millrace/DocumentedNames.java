package io.millrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.codec.Rejection;
import io.millrace.config.ConfigSchema;
import io.millrace.config.Setting;
import io.millrace.kafka.KnownProperties;
import io.millrace.retrain.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** What a page names and what can be looked up: links, paths, commands, keys, metrics, alerts, tests, classes, calls, codes. */
final class DocumentedNames {
    /** Between single backticks on one line; what stands in blocks is looked at as it is. */
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern IN_THE_PROJECT =
            Pattern.compile("(?<![\\w./…-])(?:docs|helm|k8s|src|tools)/[\\w./*-]*[\\w*]");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?:\\$ )?\\./millrace ([a-z-]+)((?:[^\\n#\\\\]|\\\\\\n|\\\\)*)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern METRIC = Pattern.compile("\\bmillrace_[a-z_]*[a-z]\\b(?!…)");
    private static final Pattern VARIABLE = Pattern.compile("\\bMILLRACE_[A-Z_]*[A-Z]\\b");
    private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test='?([\\w,]+)");
    private static final Pattern BENCHMARK = Pattern.compile("tools/benchmark/run ([A-Z]\\w+)");

    /** Of the log: some plain words in a row. */
    private static final Pattern LINE = Pattern.compile("^[a-z]+:?( [a-z][a-z,;'-]*){2,}|…( [a-z]+){2,}");

    private static final Set<String> BESIDES = Set.of(
            "sequence", // of a record, not of the configuration
            "stopped"); // the process says so when it ends

    private final Set<String> sources = Stream.of("src/main/java", "src/test/java", "src/jmh/java")
            .flatMap(folder -> Pages.files(Path.of(folder)))
            .map(Path::toString)
            .collect(Collectors.toSet());
    private final Set<String> classes = sources.stream()
            .map(file -> file.replaceFirst(".*/", "").replace(".java", ""))
            .collect(Collectors.toSet());
    private final List<String> keys =
            new ConfigSchema().keys().stream().map(Setting::path).toList();
    private final Set<String> keyNames =
            keys.stream().map(key -> key.substring(key.lastIndexOf('.') + 1)).collect(Collectors.toSet());
    private final JsonNode values = yaml(Path.of("helm/millrace/values.yaml"));
    private final String said = Pages.files(Path.of("src/main/java"))
            .map(Pages::read)
            .collect(Collectors.joining())
            .replaceAll("\"\\s*\\+\\s*\"", ""); // texts over several lines
    private final String alerts = Pages.read(Path.of("helm/millrace/alerts.yaml"));
    private final String launchers = Pages.read(Path.of("millrace"))
            + Pages.read(Path.of("tools/schema"))
            + Pages.read(Path.of("src/main/resources/logback.xml"));
    private final Set<String> words = Stream.of(
                    names(Rejection.values()),
                    names(Verdict.Outcome.values()),
                    names(SecurityProtocol.values()),
                    Stream.of("JDK_JAVA_OPTIONS", "CI_IMAGE"))
            .flatMap(name -> name)
            .collect(Collectors.toSet());
    private final List<Pattern> calls = calls();
    private final Set<String> metrics;
    private final Help help;

    /** What a command says of itself. */
    interface Help {
        /** Empty where there is no such command. */
        String of(String command);
    }

    /** @param metrics that a scrape shows */
    DocumentedNames(Set<String> metrics, Help help) {
        this.metrics = metrics;
        this.help = help;
    }

    private static Stream<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name);
    }

    private static JsonNode yaml(Path file) {
        try {
            return new YAMLMapper().readTree(Pages.read(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Pattern> calls() {
        Set<String> paths = new HashSet<>(Set.of("/metrics", "/config", "/health/live", "/health/ready", "/live"));
        paths.addAll(Set.of("/streams/{model}/{stream}/state", "/streams/{model}/{stream}/fork", "/streams"));
        yaml(Path.of("docs/openapi.yaml")).path("paths").fieldNames().forEachRemaining(paths::add);
        return paths.stream()
                .map(path -> Pattern.compile(path.replaceAll("\\{\\w+}", "[^/]+")))
                .toList();
    }

    /** Of all the names on a page those that are not there, each with its kind. */
    Set<String> missing(Path page, String text) {
        Set<String> missing = new HashSet<>();
        String prose = BLOCK.matcher(text).replaceAll("");
        links(page, prose, text, missing);
        find(IN_THE_PROJECT, text)
                .map(MatchResult::group)
                .filter(path -> !path.contains("*") && !Files.exists(Path.of(path)))
                .forEach(path -> missing.add("path " + path));
        commands(text, missing);
        find(METRIC, text)
                .map(MatchResult::group)
                .filter(metric -> !metrics.contains(metric.replaceFirst("_(bucket|count|sum|max)$", "")))
                .forEach(metric -> missing.add("metric " + metric));
        find(VARIABLE, text)
                .map(MatchResult::group)
                .filter(variable -> !isVariable(variable))
                .forEach(variable -> missing.add("variable " + variable));
        Stream.concat(find(TESTS, text), find(BENCHMARK, text))
                .flatMap(tests -> Arrays.stream(tests.group(1).split(",", -1)))
                .filter(test -> !test.equals("none") && !classes.contains(test))
                .forEach(test -> missing.add("test " + test));
        find(SPAN, prose).forEach(span -> span(span.group(1), missing));
        return missing;
    }

    private static Stream<MatchResult> find(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private void links(Path page, String prose, String text, Set<String> missing) {
        Path folder = page.toAbsolutePath().getParent();
        find(LINK, prose).forEach(link -> {
            Path file = link.group(1).isEmpty() ? page : folder.resolve(link.group(1));
            if (!Files.exists(file)) {
                missing.add("link " + link.group(1));
            } else if (link.group(2) != null
                    && !anchors(link.group(1).isEmpty() ? text : Pages.read(file))
                            .contains(link.group(2))) {
                missing.add("anchor " + link.group(1) + "#" + link.group(2));
            }
        });
    }

    /** Of headings, as GitHub makes them. */
    private static Set<String> anchors(String text) {
        return find(Pattern.compile("(?m)^#+ (.*)$"), text)
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private void commands(String text, Set<String> missing) {
        find(COMMAND, text).forEach(line -> command(line.group(1), line.group(2), missing));
    }

    private void command(String command, String arguments, Set<String> missing) {
        String told = help.of(command);
        if (told.isEmpty()) {
            missing.add("command " + command);
        }
        find(OPTION, arguments)
                .map(MatchResult::group)
                .filter(option -> !told.contains(option))
                .forEach(option -> missing.add("option " + command + " " + option));
    }

    private boolean isVariable(String variable) {
        return launchers.contains(variable)
                || keys.stream().anyMatch(key -> ("MILLRACE_"
                                + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                        .equals(variable));
    }

    private void span(String code, Set<String> missing) {
        if (LINE.matcher(code).find()) {
            Arrays.stream(code.split("…", -1))
                    .map(String::strip)
                    .filter(part -> !said.contains(part))
                    .forEach(part -> missing.add("line " + part));
            return;
        }
        if (code.matches("(\\./)?millrace [a-z-]+( .*)?") && !code.startsWith("./")) {
            commands("./" + code, missing);
        } else if (code.startsWith("./millrace ")) {
            commands(code, missing);
        }
        if (code.matches("Millrace[A-Z]\\w+") && !alerts.contains("alert: " + code + "\n") && !classes.contains(code)) {
            missing.add("alert " + code);
        }
        if (code.matches("[A-Z]\\w+(Test|IT|E2E|Benchmark)") && !classes.contains(code)) {
            missing.add("test " + code);
        }
        if (code.matches("[A-Z]+(_[A-Z]+)+") && !words.contains(code) && !code.startsWith("MILLRACE_")) {
            missing.add("code " + code);
        }
        if (code.matches("(GET|PUT|POST|DELETE) /\\S*") && !isCall(code.replaceFirst("^\\w+ ", ""))) {
            missing.add("call " + code);
        }
        find(Pattern.compile("^([a-z]\\w*): "), code)
                .map(key -> key.group(1))
                .filter(key -> !keyNames.contains(key) && !values.has(key) && !BESIDES.contains(key))
                .forEach(key -> missing.add("key " + key));
        if (code.matches("[a-z]\\w*(\\.\\w+)+") && isSection(code.replaceFirst("\\..*", "")) && !isKey(code)) {
            missing.add("key " + code);
        }
    }

    private boolean isCall(String path) {
        String bare = path.replaceFirst("\\?.*", "");
        return calls.stream().anyMatch(call -> call.matcher(bare).matches());
    }

    /** Of the configuration or of the chart's values. */
    private boolean isSection(String name) {
        return values.path(name).isObject()
                || keys.stream().anyMatch(key -> key.startsWith(name + ".") || key.contains("." + name + "."));
    }

    private boolean isKey(String path) {
        return keys.stream().anyMatch(key -> key.equals(path) || key.endsWith("." + path))
                || !values.at("/" + path.replace('.', '/')).isMissingNode()
                || KnownProperties.knows(path.replaceFirst("^kafka\\.", ""))
                || sources.contains("src/main/java/io/millrace/" + path.replace('.', '/') + ".java")
                || Files.exists(Path.of("src/main/java/io/millrace", path.split("\\.", -1)));
    }
}
