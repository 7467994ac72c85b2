package io.millrace.cli;

import io.millrace.codec.StateFormat;
import io.millrace.codec.StateJson;
import io.millrace.codec.StreamName;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.kafka.StateTopic;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "state",
        description = {
            "The states of a model's streams, as they stand in the changelog.",
            "Without a stream: a line for each. With one: all of its numbers, as JSON.",
            "--import and --fork write a state, while the service is stopped; a running one is asked on its management port."
        },
        mixinStandardHelpOptions = true)
final class StateCommand implements Callable<Integer> {
    /** A state as it stands in the changelog. */
    private record Written(int partition, byte[] value) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceFile service;

    @Option(names = "--model", required = true, description = "Whose streams.")
    private String name;

    @Option(names = "--export", description = "Writes the stream's state to a file, byte for byte.")
    private Path export;

    @Option(names = "--import", description = "Takes the stream's state from such a file.")
    private Path imported;

    @Option(names = "--fork", paramLabel = "STREAM", description = "Another stream goes on from this one's state.")
    private String fork;

    @Option(names = "--partition", description = "Of a stream that is new, where its producers do not choose as usual.")
    private Integer partition;

    @Parameters(arity = "0..1", paramLabel = "STREAM", description = "As predictions name it.")
    private String stream;

    @Override
    public Integer call() throws IOException {
        MillraceConfig config = service.read();
        if ((export != null || imported != null || fork != null) && stream == null) {
            throw new CommandFailedException("--export, --import, --fork: expected a stream, found none");
        }
        ModelConfig model = ServiceFile.model(config, name);
        StateTopic topic = new StateTopic(
                config.kafka().client(), model.stateTopic(config.kafka().groupId()));
        String group = config.kafka().groupId() + "." + name;
        Map<StreamKey, Written> states = states(topic);
        if (imported != null) {
            put(topic, group, stream, states, Files.readAllBytes(imported));
        } else if (fork != null) {
            put(topic, group, fork, states, written(states).value);
        } else if (stream == null) {
            states.forEach(this::list);
        } else {
            show(states);
        }
        return CommandLineInterface.DONE;
    }

    private Map<StreamKey, Written> states(StateTopic topic) {
        Map<StreamKey, Written> states = new LinkedHashMap<>();
        StreamKey only = stream == null || fork != null ? null : StreamName.parse(stream);
        topic.read((partition, key, value) -> {
            StreamKey of = StreamKey.of(key);
            states.remove(of);
            if (value != null && (only == null || only.equals(of))) {
                states.put(of, new Written(partition, value));
            }
        });
        return states;
    }

    private void list(StreamKey key, Written written) {
        StreamSnapshot state = StateFormat.read(written.value);
        out().printf(
                        "%s\tn=%d\tt=%d\tpartition=%d\toffset=%d\tversion=%s\t%d bytes%n",
                        StreamName.of(key),
                        state.n(),
                        state.timestamp(),
                        written.partition,
                        state.offset(),
                        state.modelVersion(),
                        written.value.length);
    }

    private Written written(Map<StreamKey, Written> states) {
        Written written = states.get(StreamName.parse(stream));
        if (written == null) {
            throw new CommandFailedException(stream + ": expected a stream of model " + name + ", found none");
        }
        return written;
    }

    /** A stream that is there stays in its partition. */
    private void put(StateTopic topic, String group, String to, Map<StreamKey, Written> states, byte[] value) {
        StateFormat.read(value); // or its error
        StreamKey key = StreamName.parse(to);
        OptionalInt where = partition == null ? OptionalInt.empty() : OptionalInt.of(partition);
        if (states.containsKey(key)) {
            where = OptionalInt.of(states.get(key).partition);
        }
        try {
            topic.put(group, where, key.toBytes(), value);
        } catch (IllegalStateException e) {
            throw new CommandFailedException(e.getMessage());
        }
        out().printf("%s: %d bytes%n", to, value.length);
    }

    private void show(Map<StreamKey, Written> states) throws IOException {
        StreamKey key = StreamName.parse(stream);
        Written written = written(states);
        if (export != null) {
            Files.write(export, written.value);
            out().printf("%s: %d bytes%n", export, written.value.length);
        } else {
            byte[] json = new StateJson().write(written.partition, key, StateFormat.read(written.value));
            out().println(new String(json, StandardCharsets.UTF_8));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
