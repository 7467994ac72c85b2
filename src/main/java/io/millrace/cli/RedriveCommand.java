package io.millrace.cli;

import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.kafka.Redrive;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "redrive",
        description = {
            "Puts rejected records back into their input topic, after what was wrong is mended: each once, in order.",
            "What was put back once is not put back again, unless it is rejected again."
        },
        mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceFile service;

    @Option(names = "--model", description = "Whose records; left out: those of every model.")
    private String name;

    @Option(names = "--dry-run", description = "Only counts.")
    private boolean dryRun;

    @Override
    public Integer call() {
        MillraceConfig config = service.read();
        List<ModelConfig> models = name == null ? config.models() : List.of(ServiceFile.model(config, name));
        models.forEach(model -> redrive(config, model));
        return CommandLineInterface.DONE;
    }

    private void redrive(MillraceConfig config, ModelConfig model) {
        Redrive redrive =
                new Redrive(config.kafka().client(), config.kafka().groupId() + "." + model.name() + ".redrive");
        String rejected = model.input().rejectedTopic();
        Redrive.Report report = dryRun ? redrive.count(rejected) : redrive.run(rejected);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: %s %d records %s%n",
                rejected, dryRun ? "would put back" : "put back", report.records(), report.byCode());
        if (report.gone() > 0) {
            out.printf(
                    "%d records were too large for it and are no longer in %s%n",
                    report.gone(), model.input().topic());
        }
    }
}
