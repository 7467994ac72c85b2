package io.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.training.EpochReport;
import io.millrace.training.TrainingReport;
import io.millrace.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a training went, as JSON beside the model: what it was told, what it saw, what every epoch came to. */
final class ReportFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportFile() {}

    /** {@code ball.report.json} for {@code ball.h5}. */
    static Path beside(Path model) {
        String name = model.getFileName().toString().replaceFirst("\\.[^.]+$", "");
        return model.resolveSibling(name + ".report.json");
    }

    static void write(TrainingReport report, Path file) throws IOException {
        TrainingSettings settings = report.settings();
        ObjectNode root = JSON.createObjectNode();
        root.put("optimizer", settings.optimizer().kerasName());
        root.put("loss", settings.loss().kerasName());
        root.put("batchSize", settings.batchSize());
        root.put("seed", settings.seed());
        root.put("parameters", report.parameters());
        root.put("sequences", report.data().sequences());
        root.put("steps", report.data().steps());
        root.put("seconds", report.seconds());
        root.put("end", report.end().name());
        root.put("bestEpoch", report.bestEpoch());
        report.epochs().forEach(epoch -> add(epoch, root.withArray("epochs").addObject()));
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private static void add(EpochReport epoch, ObjectNode node) {
        node.put("loss", epoch.loss());
        epoch.metrics().forEach(node::put);
        epoch.validation().ifPresent(held -> {
            node.put("val_loss", held.loss());
            held.metrics().forEach((name, value) -> node.put("val_" + name, value));
        });
        node.put("learningRate", epoch.learningRate());
    }
}
