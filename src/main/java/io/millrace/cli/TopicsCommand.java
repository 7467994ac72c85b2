package io.millrace.cli;

import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.kafka.TopicPlan;
import io.millrace.kafka.TopicPlan.Planned;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        description = {
            "The topics that a service needs, beside those that are there: what is missing, what is otherwise than it"
                    + " should be.",
            "For clusters where the service itself may not create any."
        },
        mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceFile service;

    @Option(names = "--create", description = "Creates those that are missing; never changes one that is there.")
    private boolean create;

    @Option(names = "--dry-run", description = "With --create: only says what would be created.")
    private boolean dryRun;

    @Override
    public Integer call() {
        MillraceConfig config = service.read();
        KafkaConfig kafka = config.kafka();
        try (TopicPlan plan = new TopicPlan(kafka.client())) {
            for (ModelConfig model : config.models()) {
                plan.add(LoopNames.settings(config, model, 0));
            }
            if (config.models().stream().anyMatch(model -> model.retrain().isPresent())) {
                plan.addModels(LoopNames.models(kafka), LoopNames.events(kafka));
            }
            List<Planned> topics = plan.topics();
            topics.forEach(topic -> treat(plan, topic, kafka.topics().replication()));
            boolean complete = create || topics.stream().allMatch(Planned::there);
            boolean right =
                    topics.stream().allMatch(topic -> topic.differences().isEmpty());
            return complete && right ? CommandLineInterface.DONE : CommandLineInterface.FAILED;
        }
    }

    private void treat(TopicPlan plan, Planned topic, int replication) {
        PrintWriter out = spec.commandLine().getOut();
        String verdict = topic.there() ? "is there" : "is missing";
        if (!topic.there() && create) {
            if (!dryRun) {
                plan.create(topic, replication);
            }
            verdict = dryRun ? "would be created" : "created";
        } else if (!topic.differences().isEmpty()) {
            verdict = "differs";
        }
        out.printf("%-40s %-16s %s%n", topic.topic(), verdict, described(topic));
        topic.differences().forEach(difference -> out.printf("    %s%n", difference));
    }

    private static String described(Planned topic) {
        String config = topic.config().entrySet().stream()
                .map(entry -> ", " + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining());
        return topic.partitions() + (topic.partitions() == 1 ? " partition" : " partitions") + config;
    }
}
