package io.millrace.web;

import io.millrace.demo.PointSink;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Output records as a model would write them, for tests of the page: gravity is known to it, bounces are not. */
final class PretendedPredictions implements PointSink {
    private static final double FALL = 9.81 * 0.01 * 0.01; // between two points
    private static final int AHEAD = 10;

    private final BiConsumer<String, String> output;
    private final Map<String, List<double[]>> seen = new HashMap<>();

    /** @param output takes a stream id and a record */
    PretendedPredictions(BiConsumer<String, String> output) {
        this.output = output;
    }

    @Override
    public void end(String stream) {
        seen.remove(stream);
    }

    @Override
    public void point(String stream, double[] point) {
        List<double[]> points = seen.computeIfAbsent(stream, s -> new ArrayList<>());
        JsonObject record = new JsonObject()
                .put("stream", stream)
                .put("n", points.size())
                .put("t", 0)
                .put("model", "ball")
                .put("version", "1")
                .put("point", json(point));
        if (!points.isEmpty()) {
            record.put("error", distance(point, path(points, FALL).get(0)));
            record.put("baselineError", distance(point, path(points, 0).get(0)));
        }
        points.add(point);
        List<double[]> path = path(points, FALL);
        record.put("prediction", json(path.get(0)));
        JsonArray ahead = new JsonArray();
        path.subList(1, path.size()).forEach(each -> ahead.add(json(each)));
        output.accept(stream, record.put("ahead", ahead).encode());
    }

    private static List<double[]> path(List<double[]> points, double fall) {
        double[] last = points.get(points.size() - 1);
        double[] before = points.get(Math.max(0, points.size() - 6));
        double steps = Math.max(1, Math.min(5, points.size() - 1));
        List<double[]> path = new ArrayList<>();
        for (int k = 1; k <= AHEAD + 1; k++) {
            double[] next = new double[3];
            for (int i = 0; i < 3; i++) {
                next[i] = last[i] + (last[i] - before[i]) / steps * k;
            }
            next[2] -= fall * k * (k + steps) / 2;
            path.add(next);
        }
        return path;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static JsonArray json(double[] point) {
        return new JsonArray(Arrays.stream(point).boxed().toList());
    }
}
