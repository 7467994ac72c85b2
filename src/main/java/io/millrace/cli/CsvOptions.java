package io.millrace.cli;

import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.TrajectoryCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How a CSV file of streams is read: the same options wherever a command takes one. */
final class CsvOptions {
    @Option(names = "--key", defaultValue = "stream_id", description = "Column of the stream's id (${DEFAULT-VALUE}).")
    private String key;

    @Option(names = "--order", description = "Column that a stream's points are sorted by; left out: the file's order.")
    private String order;

    @Option(names = "--features", split = ",", defaultValue = "x,y,z", description = "Columns (${DEFAULT-VALUE}).")
    private List<String> features;

    @Option(
            names = "--drop-first",
            defaultValue = "0",
            description = "Points left out at each stream's begin (${DEFAULT-VALUE}).")
    private int dropFirst;

    @Option(names = "--max-gap", description = "Cuts a stream where --order rises by more than this.")
    private Double maxGap;

    @Option(
            names = "--min-length",
            defaultValue = "2",
            description = "Leaves out pieces with fewer points (${DEFAULT-VALUE}).")
    private int minLength;

    @Option(names = "--split", description = "JSON file {\"train\":[ids],\"test\":[ids]}; left out: every stream.")
    private Path split;

    List<String> features() {
        return features;
    }

    /** Every stream of the file. */
    Trajectories read(Path file) throws IOException {
        Trajectories all = new TrajectoryCsv(key, order, features).read(file).withoutFirst(dropFirst);
        return (maxGap == null ? all : all.cutAtGaps(maxGap)).ofLength(minLength);
    }

    /** Those streams of the file that the split names in one of its lists. */
    Trajectories read(Path file, Function<StreamSplit, List<String>> part) throws IOException {
        Trajectories all = read(file);
        return split == null ? all : all.only(part.apply(StreamSplit.read(split)));
    }
}
