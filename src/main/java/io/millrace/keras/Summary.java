package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.encoding.Encoding;
import io.millrace.network.Architecture;
import io.millrace.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model file as Keras users know it from {@code model.summary()}, and what Millrace does with it.
 *
 * @param kerasVersion that wrote the file
 * @param verdict one line
 */
public record Summary(List<Row> rows, long parameters, String kerasVersion, String verdict) {
    private static final String UNKNOWN = "?";

    public Summary {
        rows = List.copyOf(rows);
    }

    /** One layer; the shape is {@code ?} where Millrace does not know the layer. */
    public record Row(String layer, String outputShape, long parameters) {}

    static Summary of(ModelSource source, String defaultVersion) {
        ModelConfig config = ModelConfig.parse(source.modelConfig());
        Map<String, Shape> shapes = new HashMap<>();
        String verdict;
        try {
            KerasModel model = ModelReader.read(source, defaultVersion);
            Architecture architecture = model.network().architecture();
            for (int node = 0; node < architecture.nodes().size(); node++) {
                String name = architecture.nodes().get(node).layer().name();
                shapes.putIfAbsent(name, architecture.shapes(node).get(0));
            }
            verdict = "serves it, " + describe(model);
        } catch (ModelFileException | IllegalArgumentException e) {
            verdict = "refuses it: " + e.getMessage();
        }
        List<Row> rows = new ArrayList<>();
        for (LayerConfig layer : config.layers()) {
            if (!layer.isOperation()) {
                rows.add(row(layer, source, shapes.get(layer.name())));
            }
        }
        long total = rows.stream().mapToLong(Row::parameters).sum();
        return new Summary(rows, total, source.version().text(), verdict);
    }

    private static Row row(LayerConfig layer, ModelSource source, Shape known) {
        long parameters =
                source.weights(layer).stream().mapToLong(WeightArray::size).sum();
        String shape = UNKNOWN;
        if (known != null) {
            String steps = known.isFixed() ? known.steps() + ", " : "None, ";
            shape = "(None, " + (known.isSequence() ? steps : "") + known.width() + ")";
        } else if (layer.className().equals(LayerConfig.INPUT)) {
            shape = layer.inputShape().map(Summary::shape).orElse(UNKNOWN);
        }
        return new Row(layer.name() + " (" + layer.className() + ")", shape, parameters);
    }

    private static String shape(JsonNode sizes) {
        List<String> texts = new ArrayList<>();
        sizes.forEach(size -> texts.add(size.isNull() ? "None" : size.asText()));
        return "(" + String.join(", ", texts) + ")";
    }

    private static String describe(KerasModel model) {
        Architecture architecture = model.network().architecture();
        String shape = architecture.returnsSequences() ? "N→N" : "N→1";
        String points = model.encoding().map(Encoding::describe).orElse("raw points");
        String whole = architecture.whyNotStep().map(why -> "; " + why).orElse("");
        return shape + ": " + points + "; " + architecture.inputs() + " inputs, " + architecture.outputs()
                + " outputs, a state of " + architecture.stateSize() + " floats a stream; version " + model.version()
                + whole;
    }

    /** The table, a line each; ends without a line break. */
    public String text() {
        return table() + System.lineSeparator() + "Written by Keras " + kerasVersion + System.lineSeparator()
                + "Millrace " + verdict;
    }

    /** The layers and the number of parameters alone. */
    public String table() {
        int first = width("Layer (class)", rows.stream().map(Row::layer).toList());
        int second = width("Output shape", rows.stream().map(Row::outputShape).toList());
        String format = "%-" + first + "s  %-" + second + "s  %12s%n";
        StringBuilder text = new StringBuilder();
        String rule = "─".repeat(first + second + 16) + System.lineSeparator();
        text.append(String.format(Locale.ROOT, format, "Layer (class)", "Output shape", "Parameters"));
        text.append(rule);
        for (Row row : rows) {
            String count = String.format(Locale.ROOT, "%,d", row.parameters());
            text.append(String.format(Locale.ROOT, format, row.layer(), row.outputShape(), count));
        }
        text.append(rule);
        return text.append(String.format(Locale.ROOT, "Total: %,d parameters", parameters))
                .toString();
    }

    private static int width(String title, List<String> cells) {
        return cells.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }
}
