package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.EmbeddedConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.kafka.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "The service: predicts for the streams of the configured topics until it is stopped.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, description = "YAML file; see the README for its keys.")
    private Path file;

    @Override
    public Integer call() {
        ConfigReader.Configured read = ConfigReader.readAll(file, System.getenv());
        MillraceConfig configured = read.config();
        List<ServedModel> models = ServedModel.loadAll(configured.models());
        try (UntilStopped signal = new UntilStopped();
                EmbeddedBroker broker =
                        configured.kafka().embedded().map(ServeCommand::broker).orElse(null)) {
            MillraceConfig config = broker == null ? configured : configured.at(broker.bootstrapServers());
            try (Service service = Service.start(config, models, ShownSettings.json(read.settings()))) {
                spec.commandLine()
                        .getOut()
                        .printf(
                                "serving on http://127.0.0.1:%d/, health and metrics on port %d, broker %s%n",
                                service.port(),
                                service.managementPort(),
                                config.kafka().bootstrapServers());
                CompletableFuture<?> unused = service.ended().whenComplete((done, error) -> signal.stop());
                signal.await();
                requireNoError(service);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CommandLineInterface.DONE;
    }

    private static void requireNoError(Service service) {
        try {
            service.ended().getNow(null);
        } catch (CompletionException e) {
            throw new CommandFailedException("stopped: " + e.getCause().getMessage());
        }
    }

    private static EmbeddedBroker broker(EmbeddedConfig embedded) {
        return EmbeddedBroker.start(embedded.directory(), embedded.port());
    }
}
