package io.millrace.cli;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.kafka.PointSender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        description = "Sends the streams of a CSV file into a topic, keyed, a point of every stream in turn.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bootstrap-servers", defaultValue = "127.0.0.1:9092", description = "Broker (${DEFAULT-VALUE}).")
    private String bootstrapServers;

    @Option(names = "--topic", required = true, description = "Topic of points.")
    private String topic;

    @Option(names = "--csv", required = true, description = "File with a line of column names.")
    private Path csv;

    @Mixin
    private CsvOptions columns;

    @Option(names = "--rate", defaultValue = "100", description = "Points a second, all streams together; 0: at once.")
    private double rate;

    @Option(names = "--end", description = "Ends each stream after its last point.")
    private boolean end;

    @Override
    public Integer call() throws IOException {
        Trajectories streams = columns.read(csv);
        List<Trajectory> pieces = streams.pieces();
        int longest = pieces.stream().mapToInt(Trajectory::length).max().orElse(0);
        long start = System.nanoTime();
        long sent = 0;
        try (PointSender sender =
                PointSender.to(Map.of("bootstrap.servers", bootstrapServers), topic, streams.features())) {
            for (int i = 0; i <= longest; i++) {
                for (Trajectory piece : pieces) {
                    if (i < piece.length()) {
                        awaitTurn(start, sent++);
                        sender.send(piece.stream(), piece.point(i));
                    } else if (end && i == piece.length()) {
                        sender.end(piece.stream());
                    }
                }
            }
        }
        spec.commandLine().getOut().println("sent " + sent + " points of " + pieces.size() + " streams to " + topic);
        return CommandLineInterface.DONE;
    }

    private void awaitTurn(long start, long number) {
        if (rate > 0) {
            long due = start + (long) (TimeUnit.SECONDS.toNanos(1) * number / rate);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
