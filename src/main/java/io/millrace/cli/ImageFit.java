package io.millrace.cli;

import io.millrace.data.LabelledSequences;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of learning from labelled images. */
final class ImageFit implements DataFit {
    @Option(
            names = "--images",
            required = true,
            description = "Folder with a folder of images for each class; a row of pixels is a time step.")
    private Path folder;

    @Option(names = "--size", description = "Height x width that each image is brought to (56x56).")
    private String size = "56x56";

    @Option(names = "--labels", description = "CSV file with columns file and label, for images that lie together.")
    private Path labels;

    @Override
    public TrainingReport fit(Learning learning, Path out) throws IOException {
        LabelledSequences all = LabelledFiles.images(folder, Optional.ofNullable(labels), size);
        return new Classification(folder, all, Optional.empty(), Optional.empty()).fit(learning, out);
    }
}
