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
 * @param trainable of the parameters
 * @param writer what wrote the file, such as {@code Keras 3.15.1}
 * @param training how the model was compiled and where a training goes on, in one line
 * @param verdict one line
 */
public record Summary(List<Row> rows, long parameters, long trainable, String writer, String training, String verdict) {
    private static final String UNKNOWN = "?";

    public Summary {
        rows = List.copyOf(rows);
    }

    /** One layer; the shape is {@code ?} where Millrace does not know the layer. */
    public record Row(String layer, String outputShape, long parameters) {}

    static Summary of(ModelSource source, String defaultVersion) {
        ModelConfig config = ModelConfig.parse(source.modelConfig());
        Map<String, Shape> shapes = new HashMap<>();
        String training = "not known";
        String verdict;
        try {
            KerasModel model = ModelReader.read(source, defaultVersion);
            Architecture architecture = model.network().architecture();
            for (int node = 0; node < architecture.nodes().size(); node++) {
                String name = architecture.nodes().get(node).layer().name();
                shapes.putIfAbsent(name, architecture.shapes(node).get(0));
            }
            training = training(model, source.trainingConfig().isPresent());
            verdict = "serves it, " + describe(model);
        } catch (ModelFileException | IllegalArgumentException e) {
            verdict = "refuses it: " + e.getMessage();
        }
        List<Row> rows = new ArrayList<>();
        long total = 0;
        long trainable = 0;
        for (LayerConfig layer : config.layers()) {
            if (!layer.isOperation()) {
                Row row = row(layer, source, shapes.get(layer.name()));
                rows.add(row);
                total += row.parameters();
                trainable += layer.config().path("trainable").asBoolean(true) ? row.parameters() : 0;
            }
        }
        return new Summary(rows, total, trainable, writer(source), training, verdict);
    }

    private static String writer(ModelSource source) {
        String keras = "Keras " + source.version().text();
        return source.millrace()
                .map(own -> own.path(MillraceAttribute.WRITER).asText("Millrace") + ", in the words of " + keras)
                .orElse(keras);
    }

    private static String training(KerasModel model, boolean isSaid) {
        if (model.training().isEmpty()) {
            return isSaid ? "compiled in a way that Millrace does not know" : "not compiled";
        }
        TrainingConfig compiled = model.training().get();
        String how = compiled.optimizer()
                + compiled.schedule().map(rate -> " (" + rate.className() + ")").orElse("") + ", " + compiled.loss();
        if (!model.untrained().isEmpty()) {
            return how + "; not trained here because of " + String.join(", ", model.untrained());
        }
        return how
                + model.optimizer()
                        .map(state -> "; goes on after " + state.updates() + " updates")
                        .orElse("; the optimizer starts anew");
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
        return (architecture.canStep() ? "point by point, " : "whole sequences, ") + shape + ": " + points + "; "
                + architecture.inputs() + " inputs, " + architecture.outputs()
                + " outputs, a state of " + architecture.stateSize() + " floats a stream; version " + model.version()
                + whole;
    }

    /** The table, a line each; ends without a line break. */
    public String text() {
        return String.join(
                System.lineSeparator(),
                table(),
                "Written by " + writer,
                "Training: " + training,
                "Millrace " + verdict);
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
        text.append(String.format(Locale.ROOT, "Total params: %,d%n", parameters));
        text.append(String.format(Locale.ROOT, "Trainable params: %,d%n", trainable));
        return text.append(String.format(Locale.ROOT, "Non-trainable params: %,d", parameters - trainable))
                .toString();
    }

    private static int width(String title, List<String> cells) {
        return cells.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }
}
