package io.millrace.cli;

import io.millrace.data.ImageFolder;
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
        if (!size.matches("[1-9][0-9]{0,3}x[1-9][0-9]{0,3}")) {
            throw new CommandFailedException("--size: expected height and width such as 56x56, found \"" + size + "\"");
        }
        int height = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int width = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        LabelledSequences all = labels == null
                ? ImageFolder.read(folder, height, width)
                : ImageFolder.read(folder, labels, height, width);
        return new Classification(folder, all, Optional.empty(), Optional.empty()).fit(learning, out);
    }
}
