package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of commands that look at a running service's topics from outside. */
final class ServiceFile {
    @Option(names = "--config", required = true, description = "The service's YAML file.")
    private Path file;

    /** Errors: a service with an embedded broker, which is not there for anybody else. */
    MillraceConfig read() {
        MillraceConfig config = ConfigReader.read(file, System.getenv());
        if (config.kafka().embedded().isPresent()) {
            throw new CommandFailedException(
                    file
                            + ": expected kafka.bootstrap.servers, found the embedded broker; give the address of a running one");
        }
        return config;
    }

    static ModelConfig model(MillraceConfig config, String name) {
        return config.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("--model: expected one of "
                        + config.models().stream().map(ModelConfig::name).toList() + ", found " + name));
    }
}
