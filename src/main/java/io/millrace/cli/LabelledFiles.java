package io.millrace.cli;

import io.millrace.data.IdxFile;
import io.millrace.data.ImageFolder;
import io.millrace.data.LabelledSequences;
import io.millrace.data.LabelledTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Examples with labels, as the options of learning and of judging name them. */
final class LabelledFiles {
    private LabelledFiles() {}

    static LabelledTexts texts(Path data) throws IOException {
        return Files.isDirectory(data) ? LabelledTexts.inFolder(data) : LabelledTexts.inCsv(data, "text", "label");
    }

    /** @param size height x width that each image is brought to */
    static LabelledSequences images(Path folder, Optional<Path> labels, String size) throws IOException {
        if (!size.matches("[1-9][0-9]{0,3}x[1-9][0-9]{0,3}")) {
            throw new CommandFailedException("--size: expected height and width such as 56x56, found \"" + size + "\"");
        }
        int height = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int width = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        return labels.isPresent()
                ? ImageFolder.read(folder, labels.get(), height, width)
                : ImageFolder.read(folder, height, width);
    }

    static LabelledSequences idx(String option, List<Path> pair) throws IOException {
        if (pair.size() != 2) {
            throw new CommandFailedException(option + ": expected images,labels, found " + pair.size() + " files");
        }
        return IdxFile.labelled(pair.get(0), pair.get(1));
    }
}
