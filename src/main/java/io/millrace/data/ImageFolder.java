package io.millrace.data;

import io.millrace.network.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Labelled images as sequences: gray, of one size, brightness 0 to 1; each row of pixels is a time step. Any format that
 * ImageIO reads.
 */
public final class ImageFolder {
    private ImageFolder() {}

    /** A folder with a folder for each class; classes and images in the order of their names. */
    public static LabelledSequences read(Path folder, int height, int width) throws IOException {
        return images(LabelledFile.inFolders(folder), folder, height, width);
    }

    /** @param labels CSV file with two columns named file (relative to the folder) and label; images in its order */
    public static LabelledSequences read(Path folder, Path labels, int height, int width) throws IOException {
        return images(LabelledFile.listed(folder, labels), labels, height, width);
    }

    /** One image as a network that learned from such a folder reads it, [1, height, width]. */
    public static Batch image(Path file, int height, int width) throws IOException {
        return Batch.sequences(
                1, height, width, GrayImage.read(file).resized(height, width).values());
    }

    private static LabelledSequences images(List<LabelledFile> files, Path where, int height, int width)
            throws IOException {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "image size: expected at least 1 by 1, found " + height + " by " + width);
        }
        int size = Math.multiplyExact(height, width);
        float[] values = new float[ArraySize.of(files.size(), height, width)];
        for (int i = 0; i < files.size(); i++) {
            GrayImage image = GrayImage.read(files.get(i).file()).resized(height, width);
            System.arraycopy(image.values(), 0, values, i * size, size);
        }
        Batch batch = Batch.sequences(files.size(), height, width, values);
        Labels labels = Labels.of(files.stream().map(LabelledFile::label).toList());
        return MalformedFileException.in(where, () -> LabelledSequences.of(batch, labels.numbers(), labels.classes()));
    }
}
