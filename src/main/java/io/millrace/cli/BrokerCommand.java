package io.millrace.cli;

import io.millrace.kafka.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "broker",
        description = "Runs the embedded broker by itself: for a laptop, and for tests that kill the service.",
        mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", defaultValue = "9092", description = "Where it listens on 127.0.0.1; 0: any free port.")
    private int port;

    @Option(
            names = "--directory",
            defaultValue = "data/broker",
            description = "Where its records stay from one start to the next.")
    private Path directory;

    @Override
    public Integer call() throws InterruptedException {
        try (UntilStopped signal = new UntilStopped();
                EmbeddedBroker broker = EmbeddedBroker.start(directory, port)) {
            spec.commandLine()
                    .getOut()
                    .println("broker ready on " + broker.bootstrapServers() + ", records in " + directory);
            signal.await();
        }
        return CommandLineInterface.DONE;
    }
}
