package io.millrace.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture's brightness, 0 black to 1 white; transparency is passed over.
 *
 * @param values [height, width]
 */
record GrayImage(int height, int width, float[] values) {
    private static final long MOST_PIXELS = 1L << 27;

    /** Reads any format that ImageIO reads. Errors: {@link MalformedFileException} in one line. */
    static GrayImage read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new MalformedFileException(file, "expected an image, found no file that can be read");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new MalformedFileException(
                        file,
                        "expected an image (" + String.join(", ", ImageIO.getReaderFileSuffixes())
                                + "), found another kind of file");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return read(file, reader);
            } finally {
                reader.dispose();
            }
        }
    }

    private static GrayImage read(Path file, ImageReader reader) throws IOException {
        try {
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new MalformedFileException(
                        file, "expected an image of at most " + MOST_PIXELS + " pixels, found " + pixels);
            }
            return of(reader.read(0));
        } catch (MalformedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Damaged files end in whatever their decoder trips over.
            throw new MalformedFileException(file, "expected an image, found a damaged one (" + e.getMessage() + ")");
        }
    }

    static GrayImage of(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        float[] values = new float[height * width];
        boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
        // getRGB would take a gray sample for a linear one and brighten it.
        float white = (float) ((1L << image.getSampleModel().getSampleSize(0)) - 1);
        Raster raster = image.getRaster();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                values[y * width + x] = gray ? raster.getSample(x, y, 0) / white : luma(image.getRGB(x, y)) / 255f;
            }
        }
        return new GrayImage(height, width, values);
    }

    /** 0 to 255. Source: ITU-R BT.601, as Pillow's convert("L") has it. */
    private static float luma(int rgb) {
        return 0.299f * (rgb >> 16 & 0xff) + 0.587f * (rgb >> 8 & 0xff) + 0.114f * (rgb & 0xff);
    }

    /** The same picture at another size: each new pixel is the mean over the area that it covers. */
    GrayImage resized(int newHeight, int newWidth) {
        float[] narrow = averaged(values, height, width, newWidth); // [height, newWidth]
        float[] turned = averaged(transposed(narrow, height, newWidth), newWidth, height, newHeight);
        return new GrayImage(newHeight, newWidth, transposed(turned, newWidth, newHeight));
    }

    /** [rows, from] becomes [rows, to]. */
    private static float[] averaged(float[] in, int rows, int from, int to) {
        float[] out = new float[rows * to];
        double scale = (double) from / to;
        for (int j = 0; j < to; j++) {
            double begin = j * scale;
            double end = Math.min(from, (j + 1) * scale);
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int i = (int) begin; i < end; i++) {
                    sum += in[row * from + i] * (Math.min(i + 1, end) - Math.max(i, begin));
                }
                out[row * to + j] = (float) (sum / (end - begin));
            }
        }
        return out;
    }

    private static float[] transposed(float[] in, int rows, int columns) {
        float[] out = new float[in.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                out[column * rows + row] = in[row * columns + column];
            }
        }
        return out;
    }
}
