package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Architecture;
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
        Map<String, Integer> widths = new HashMap<>();
        String verdict;
        try {
            KerasModel model = ModelReader.read(source, defaultVersion);
            Architecture architecture = model.network().architecture();
            for (int node = 0; node < architecture.nodes().size(); node++) {
                int width = architecture.shapes(node).get(0).width();
                widths.put(architecture.nodes().get(node).layer().name(), width);
            }
            verdict = "serves it, " + describe(model);
        } catch (ModelFileException | IllegalArgumentException e) {
            verdict = "refuses it: " + e.getMessage();
        }
        List<Row> rows = rows(config, source, widths);
        long total = rows.stream().mapToLong(Row::parameters).sum();
        return new Summary(rows, total, source.version().text(), verdict);
    }

    private static List<Row> rows(ModelConfig config, ModelSource source, Map<String, Integer> widths) {
        List<Row> rows = new ArrayList<>();
        boolean known = !widths.isEmpty();
        List<String> shape = new ArrayList<>();
        for (LayerConfig layer : known ? config.chain() : config.layers()) {
            if (shape.isEmpty()) {
                layer.inputShape()
                        .orElse(config.config().path("build_input_shape"))
                        .forEach(size -> shape.add(size(size)));
            }
            if (widths.containsKey(layer.name())) {
                shape.set(shape.size() - 1, widths.get(layer.name()).toString());
            }
            if (layer.isRecurrent() && !layer.flag(false, "return_sequences") && shape.size() > 2) {
                shape.remove(1);
            }
            long parameters =
                    source.weights(layer).stream().mapToLong(WeightArray::size).sum();
            boolean isInput = layer.className().equals("InputLayer");
            String text = known || isInput ? "(" + String.join(", ", shape) + ")" : UNKNOWN;
            rows.add(new Row(layer.name() + " (" + layer.className() + ")", text, parameters));
        }
        return rows;
    }

    private static String size(JsonNode size) {
        return size.isNull() ? "None" : size.asText();
    }

    private static String describe(KerasModel model) {
        Architecture architecture = model.network().architecture();
        String shape = architecture.returnsSequences() ? "N→N" : "N→1";
        String points = model.encoding()
                .map(encoding -> encoding.kind().name().toLowerCase(Locale.ROOT) + " of " + encoding.features())
                .orElse("raw points");
        return shape + ": " + points + "; " + architecture.inputs() + " inputs, " + architecture.outputs()
                + " outputs, a state of " + architecture.stateSize() + " floats a stream; version " + model.version();
    }

    /** The table, a line each; ends without a line break. */
    public String text() {
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
        text.append(String.format(Locale.ROOT, "Total: %,d parameters%n", parameters));
        text.append("Written by Keras ").append(kerasVersion).append(System.lineSeparator());
        return text.append("Millrace ").append(verdict).toString();
    }

    private static int width(String title, List<String> cells) {
        return cells.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }
}
