package io.millrace.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Which streams are trained on and which are kept for testing; whole streams, so that no test point has neighbours in training. */
public record StreamSplit(List<String> train, List<String> test) {
    public StreamSplit {
        train = List.copyOf(train);
        test = List.copyOf(test);
        if (train.isEmpty() || test.isEmpty()) {
            throw new IllegalArgumentException("split: expected streams to train and to test, found " + train.size()
                    + " to train and " + test.size() + " to test");
        }
        Set<String> both = new HashSet<>(train);
        both.retainAll(test);
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("split: expected each stream on one side, found " + both + " on both");
        }
    }

    /** Reads {@code {"train": [ids], "test": [ids]}}. */
    public static StreamSplit read(Path json) throws IOException {
        JsonNode root = new ObjectMapper().readTree(json.toFile());
        return new StreamSplit(ids(json, root, "train"), ids(json, root, "test"));
    }

    private static List<String> ids(Path json, JsonNode root, String side) throws IOException {
        JsonNode list = root.path(side);
        if (!list.isArray()) {
            throw new MalformedFileException(
                    json, "expected " + side + " to be a list of stream ids, found " + list.getNodeType());
        }
        List<String> ids = new ArrayList<>();
        list.forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /**
     * Draws the test streams by lot. The same streams and seed give the same split, whatever the streams' order.
     *
     * @param testFraction of the streams, above 0 and below 1; at least one stream falls on each side
     */
    public static StreamSplit seeded(Collection<String> streams, double testFraction, long seed) {
        List<String> drawn = new ArrayList<>(new HashSet<>(streams));
        if (drawn.size() < 2 || !(testFraction > 0 && testFraction < 1)) {
            throw new IllegalArgumentException("split: expected at least 2 streams and a fraction above 0 and below 1,"
                    + " found " + drawn.size() + " and " + testFraction);
        }
        Collections.sort(drawn);
        Collections.shuffle(drawn, new Random(seed));
        int test = (int) Math.round(testFraction * drawn.size());
        test = Math.min(Math.max(test, 1), drawn.size() - 1);
        return new StreamSplit(drawn.subList(test, drawn.size()), drawn.subList(0, test));
    }
}
