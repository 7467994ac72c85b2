package io.millrace.cli;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.ConfigSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "schema",
        description = "The JSON Schema of the configuration file, for editors and for the chart.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    /** Of the chart's schema: the service's part, beside what the chart itself demands. */
    private static final String CHARTS_PART = "/properties/config/allOf";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER =
            JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", description = "File to write it to; left out: it is printed.")
    private Path out;

    @Option(names = "--reference", description = "Markdown file to write: every key with its default and its meaning.")
    private Path reference;

    @Option(
            names = "--chart",
            description = "The chart's values.schema.json, whose part on the service is written anew.")
    private Path chart;

    @Override
    public Integer call() throws IOException {
        ConfigSchema schema = new ConfigSchema();
        if (out != null) {
            Files.writeString(out, text(schema.json()));
        }
        if (reference != null) {
            Files.writeString(reference, ConfigReference.of(schema));
        }
        if (chart != null) {
            Files.writeString(
                    chart, text(chart(JSON.readTree(Files.readString(chart)).deepCopy(), schema)));
        }
        if (out == null && reference == null && chart == null) {
            spec.commandLine().getOut().print(text(schema.json()));
        }
        return CommandLineInterface.DONE;
    }

    private static ObjectNode chart(ObjectNode values, ConfigSchema schema) {
        if (!(values.at(CHARTS_PART) instanceof ArrayNode parts)) {
            throw new CommandFailedException("--chart: expected " + CHARTS_PART + ", found none");
        }
        Map<String, Object> service = schema.json();
        service.remove("$schema");
        parts.set(0, JSON.<ObjectNode>valueToTree(service));
        return values;
    }

    private static String text(Object json) throws IOException {
        return WRITER.writeValueAsString(json) + "\n";
    }
}
