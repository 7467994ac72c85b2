package io.millrace.cli;

import io.millrace.codec.PointJson;
import io.millrace.codec.TokenJson;
import io.millrace.data.TextFile;
import io.millrace.data.Trajectories;
import io.millrace.encoding.Vocabulary;
import io.millrace.kafka.PointSender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        description =
                "Sends the streams of a CSV file, or the tokens of a text, into a topic, keyed, one of every stream"
                        + " in turn.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bootstrap-servers", defaultValue = "127.0.0.1:9092", description = "Broker (${DEFAULT-VALUE}).")
    private String bootstrapServers;

    @Option(names = "--topic", required = true, description = "Topic of points or tokens.")
    private String topic;

    @ArgGroup(multiplicity = "1")
    private Source source;

    private static final class Source {
        @Option(names = "--csv", required = true, description = "File with a line of column names.")
        private Path csv;

        @Option(names = "--text", required = true, description = "Text in UTF-8.")
        private Path text;
    }

    @Mixin
    private CsvOptions columns;

    @Option(names = "--tokens", defaultValue = "characters", description = "characters or words (${DEFAULT-VALUE}).")
    private Vocabulary.Kind tokens;

    @Option(names = "--stream", description = "Stream of the text (its file's name); with --lines it is numbered.")
    private String stream;

    @Option(names = "--lines", description = "Each line of the text is a stream of its own.")
    private boolean lines;

    @Option(names = "--rate", defaultValue = "100", description = "Records a second, all streams together; 0: at once.")
    private double rate;

    @Option(names = "--end", description = "Ends each stream after its last record.")
    private boolean end;

    /** One stream and its values. */
    private record Stream(String key, int length, IntFunction<byte[]> value) {}

    @Override
    public Integer call() throws IOException {
        List<Stream> streams = source.csv != null ? points() : tokens();
        int longest = streams.stream().mapToInt(Stream::length).max().orElse(0);
        long start = System.nanoTime();
        long sent = 0;
        try (PointSender sender =
                PointSender.to(Map.of("bootstrap.servers", bootstrapServers), topic, new PointJson(List.of()))) {
            for (int i = 0; i <= longest; i++) {
                for (Stream each : streams) {
                    if (i < each.length()) {
                        awaitTurn(start, sent++);
                        sender.sendValue(each.key(), each.value().apply(i));
                    } else if (end && i == each.length()) {
                        sender.end(each.key());
                    }
                }
            }
        }
        String what = source.csv != null ? "points" : "tokens";
        spec.commandLine()
                .getOut()
                .println("sent " + sent + " " + what + " of " + streams.size() + " streams to " + topic);
        return CommandLineInterface.DONE;
    }

    private List<Stream> points() throws IOException {
        Trajectories read = columns.read(source.csv);
        PointJson json = new PointJson(read.features());
        return read.pieces().stream()
                .map(piece -> new Stream(piece.stream(), piece.length(), i -> json.write(piece.point(i))))
                .toList();
    }

    private List<Stream> tokens() throws IOException {
        TokenJson json = new TokenJson();
        String text = TextFile.read(source.text);
        String name = stream == null ? String.valueOf(source.text.getFileName()) : stream;
        List<Stream> streams = new ArrayList<>();
        for (String part : lines ? text.lines().toList() : List.of(text)) {
            List<String> symbols = tokens.split(part);
            String id = lines ? name + "-" + (streams.size() + 1) : name;
            streams.add(new Stream(id, symbols.size(), i -> json.write(symbols.get(i))));
        }
        return streams;
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
