package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.EmbeddedConfig;
import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.encoding.PointEncoding;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.SequenceModel;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
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
        MillraceConfig config = ConfigReader.read(file, System.getenv());
        List<Service.Served> models =
                config.models().stream().map(ServeCommand::load).toList();
        try (UntilStopped signal = new UntilStopped();
                EmbeddedBroker broker =
                        config.kafka().embedded().map(ServeCommand::broker).orElse(null)) {
            KafkaConfig kafka = broker == null ? config.kafka() : config.kafka().at(broker.bootstrapServers());
            try (Service service = Service.start(config, kafka, models)) {
                spec.commandLine()
                        .getOut()
                        .printf(
                                "serving on http://127.0.0.1:%d/, health and metrics on port %d, broker %s%n",
                                service.port(), service.managementPort(), kafka.bootstrapServers());
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

    /** The model of the configured file; a file that says nothing of features gets the points as they are. */
    static Service.Served load(ModelConfig model) {
        KerasModel file = KerasModelFile.read(model.file());
        List<String> features = model.input().features();
        PointEncoding encoding = file.points(features);
        if (!encoding.features().equals(features)) {
            throw new IllegalArgumentException("models." + model.name() + ".input.features: expected "
                    + encoding.features() + ", as in " + model.file() + ", found " + features);
        }
        requireNextPoints(model, file.network());
        ModelVersion version = new ModelVersion(model.name(), file.version());
        return new Service.Served(model, new StreamModel(version, file.network(), encoding), "");
    }

    /** What a loop would find out only once it runs, and then again and again. */
    private static void requireNextPoints(ModelConfig model, SequenceModel network) {
        network.architecture().whyNotStep().ifPresent(why -> {
            throw new IllegalArgumentException(
                    "models." + model.name() + ".file: expected a network that can be stepped"
                            + " forwards in time, found " + model.file() + ": " + why);
        });
        int features = model.input().features().size();
        if (network.outputs() != features) {
            throw new IllegalArgumentException("models." + model.name() + ".file: expected " + features
                    + " outputs, the next point's features, found " + network.outputs() + " in " + model.file());
        }
    }
}
