package io.millrace.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One case that {@code tools/golden/graph_models.py} wrote: a model, its inputs, and what Keras makes of them. */
record GoldenGraph(String name, SequenceModel model, List<Batch> inputs, List<Batch> expected) {
    private static final Path FILE = Path.of("src/test/resources/golden/graphs.json");

    static List<GoldenGraph> all() throws IOException {
        List<GoldenGraph> cases = new ArrayList<>();
        for (JsonNode node : new JsonMapper().readTree(FILE.toFile()).get("cases")) {
            cases.add(of(node));
        }
        return cases;
    }

    static GoldenGraph named(String name) throws IOException {
        return all().stream()
                .filter(golden -> golden.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GoldenGraph of(JsonNode golden) {
        List<Batch> inputs = batches(golden.get("inputs"), true);
        List<Node> nodes = new ArrayList<>();
        int input = 0;
        for (JsonNode node : golden.get("nodes")) {
            JsonNode layer = node.get("layer");
            if (layer.get("class").asText().equals("InputLayer")) {
                Shape shape = inputs.get(input++).shape();
                boolean any = layer.get("shape").get(0).isNull();
                nodes.add(new Node(
                        new PlainLayer.Input(layer.get("name").asText(), any ? Shape.sequence(shape.width()) : shape),
                        List.of(),
                        List.of()));
            } else {
                nodes.add(new Node(KerasLayers.of(layer), tensors(node.get("inputs")), tensors(node.get("states"))));
            }
        }
        Architecture architecture = new Architecture(nodes, tensors(golden.get("results")));
        return new GoldenGraph(
                golden.get("name").asText(),
                new SequenceModel(new Weights(architecture, floats(golden.get("weights")))),
                inputs,
                batches(golden.get("outputs"), false));
    }

    private static List<Tensor> tensors(JsonNode array) {
        List<Tensor> tensors = new ArrayList<>();
        array.forEach(
                pair -> tensors.add(new Tensor(pair.get(0).asInt(), pair.get(1).asInt())));
        return tensors;
    }

    /** Token ids come as [rows, steps]; vectors that are inputs are two wide here. */
    private static List<Batch> batches(JsonNode arrays, boolean inputs) {
        List<Batch> batches = new ArrayList<>();
        for (JsonNode array : arrays) {
            JsonNode shape = array.get("shape");
            int rows = shape.get(0).asInt();
            int second = shape.get(1).asInt();
            float[] values = floats(array.get("values"));
            if (shape.size() == 3) {
                batches.add(Batch.sequences(rows, second, shape.get(2).asInt(), values));
            } else {
                boolean tokens = inputs && second > 2;
                batches.add(tokens ? Batch.sequences(rows, second, 1, values) : Batch.vectors(rows, second, values));
            }
        }
        return batches;
    }

    static float[] floats(JsonNode array) {
        float[] floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) array.get(i).asDouble();
        }
        return floats;
    }

    @Override
    public String toString() {
        return name;
    }
}
