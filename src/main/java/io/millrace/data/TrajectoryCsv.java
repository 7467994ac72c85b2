package io.millrace.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads streams from a CSV file: a line of column names, then a line a point, streams interleaved or not. Columns are
 * found by name; others are ignored. Cells may stand in double quotes; a cell ends on its line.
 *
 * @param stream column of the stream's id
 * @param order column that a stream's points are sorted by, an index or a time; null where the file is in order
 * @param features columns of a point's components, in order
 */
public record TrajectoryCsv(String stream, String order, List<String> features) {
    public TrajectoryCsv {
        features = List.copyOf(features);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features: expected at least one column, found none");
        }
    }

    /** Errors: {@link MalformedFileException} names the first line that cannot be used. */
    public Trajectories read(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            CsvLines lines = new CsvLines(file, reader);
            Map<String, List<Row>> streams = rows(lines);
            if (streams.isEmpty()) {
                throw new MalformedFileException(file, "expected points below the column names, found none");
            }
            List<Trajectory> pieces = new ArrayList<>();
            for (Map.Entry<String, List<Row>> entry : streams.entrySet()) {
                pieces.add(trajectory(file, entry.getKey(), entry.getValue()));
            }
            return new Trajectories(features, pieces);
        }
    }

    private Map<String, List<Row>> rows(CsvLines lines) throws IOException {
        int streamAt = lines.column(stream);
        int orderAt = order == null ? -1 : lines.column(order);
        int[] featureAt = new int[features.size()];
        for (int i = 0; i < featureAt.length; i++) {
            featureAt[i] = lines.column(features.get(i));
        }
        Map<String, List<Row>> streams = new LinkedHashMap<>();
        while (lines.next()) {
            List<Row> rows = streams.computeIfAbsent(lines.cell(streamAt), id -> new ArrayList<>());
            double time = order == null ? rows.size() : lines.number(orderAt);
            double[] point = new double[featureAt.length];
            for (int i = 0; i < point.length; i++) {
                point[i] = lines.number(featureAt[i]);
            }
            rows.add(new Row(lines.line(), time, point));
        }
        return streams;
    }

    private Trajectory trajectory(Path file, String id, List<Row> rows) throws MalformedFileException {
        rows.sort((a, b) -> Double.compare(a.time, b.time));
        double[] times = new double[rows.size()];
        double[][] points = new double[rows.size()][];
        for (int i = 0; i < times.length; i++) {
            Row row = rows.get(i);
            times[i] = row.time;
            points[i] = row.point;
            if (i > 0 && times[i] == times[i - 1]) {
                throw new MalformedFileException(
                        file,
                        row.line,
                        "expected another " + order + " than on line " + rows.get(i - 1).line + " for stream " + id
                                + ", found " + times[i] + " again; remove one of the two");
            }
        }
        return new Trajectory(id, times, points);
    }

    private static final class Row {
        final int line;
        final double time;
        final double[] point;

        Row(int line, double time, double[] point) {
            this.line = line;
            this.time = time;
            this.point = point;
        }
    }
}
