package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.Setting;
import io.millrace.kafka.KnownProperties;
import io.millrace.kafka.TopicNames;
import io.millrace.stream.StreamTask;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Reads the service's configuration and its models as serve does, and says what would run; nothing is started and"
                    + " nobody is connected to.",
            "Every error is printed, a line each."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, description = "The service's YAML file.")
    private Path file;

    @Override
    public Integer call() {
        ConfigReader.Configured read = ConfigReader.readAll(file, System.getenv());
        List<ServedModel> models = ServedModel.loadAll(read.config().models());
        PrintWriter out = spec.commandLine().getOut();
        out.println(read.config().describe());
        overridden(read.settings(), out);
        unknown(read.config(), out);
        models.forEach(model -> tell(read.config(), model, out));
        return CommandLineInterface.DONE;
    }

    private static void overridden(List<Setting> settings, PrintWriter out) {
        settings.stream()
                .filter(Setting::overridden)
                .forEach(setting ->
                        out.printf("%s: %s, by the environment%n", setting.path(), ShownSettings.shown(setting)));
    }

    private static void unknown(MillraceConfig config, PrintWriter out) {
        config.kafka().client().keySet().stream()
                .filter(property -> !KnownProperties.knows(property))
                .sorted()
                .forEach(property -> out.printf(
                        "kafka.%s: no client of Kafka's knows it; is it a plug-in's, or misspelt?%n", property));
    }

    private static void tell(MillraceConfig config, ServedModel served, PrintWriter out) {
        ModelConfig model = served.config();
        TopicNames topics = LoopNames.topics(config, model);
        out.printf(
                "%s: %s%s%n",
                model.name(),
                served.task().map(CheckCommand::described).orElse("no file; waits for its first model"),
                model.retrain().isPresent() ? "; is retrained while it serves" : "");
        out.printf("  from  %s%n", topics.input());
        out.printf(
                "  to    %s, %s, %s%s%n",
                topics.output(),
                topics.rejected(),
                topics.states(),
                topics.forgotten().map(topic -> ", " + topic).orElse(""));
    }

    private static String described(StreamTask task) {
        return "version %s reads %s, predict: %s; %d floats of state a stream"
                .formatted(
                        task.model().id().version(),
                        task.model().encoding().describe(),
                        task.settings().predict().name().toLowerCase(java.util.Locale.ROOT),
                        task.reader().stateSize());
    }
}
