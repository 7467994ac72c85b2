package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    private Path image(String name, int type, int... rgb) throws IOException {
        int width = rgb.length / 2;
        BufferedImage image = new BufferedImage(width, 2, type);
        for (int i = 0; i < rgb.length; i++) {
            if (type == BufferedImage.TYPE_BYTE_GRAY) {
                image.getRaster().setSample(i % width, i / width, 0, rgb[i]);
            } else {
                image.setRGB(i % width, i / width, rgb[i]);
            }
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static String refusal(Executable wrong) {
        return assertThrows(Exception.class, wrong).getMessage();
    }

    @Test
    void aGrayPixelKeepsItsBrightnessAndAColourHasThatOfItsLuma() throws IOException {
        Path gray = image("gray.png", BufferedImage.TYPE_BYTE_GRAY, 0, 51, 102, 255);
        Path colour = image("colour.png", BufferedImage.TYPE_INT_RGB, 0xff0000, 0x00ff00, 0x0000ff, 0xffffff);

        assertArrayEquals(
                new float[] {0, 0.2f, 0.4f, 1}, ImageFolder.image(gray, 2, 2).values(), 1e-6f);
        assertArrayEquals(
                new float[] {0.299f, 0.587f, 0.114f, 1},
                ImageFolder.image(colour, 2, 2).values(),
                1e-6f);
    }

    @Test
    void aSmallerPictureHasTheMeansOfTheAreas() throws IOException {
        // Three columns become two: each new one covers one and a half.
        Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, 0, 90, 255, 30, 90, 225);
        float[] found = ImageFolder.image(file, 1, 2).values();
        assertArrayEquals(
                new float[] {(0 + 45 + 30 + 45) / (3f * 255), (45 + 255 + 45 + 225) / (3f * 255)}, found, 1e-6f);
        assertArrayEquals(
                new float[] {0, 90 / 255f, 1, 30 / 255f, 90 / 255f, 225 / 255f},
                ImageFolder.image(file, 2, 3).values(),
                1e-6f);
    }

    @Test
    void aFolderIsAClassAndRowsAreSteps() throws IOException {
        image("set/no/b.png", BufferedImage.TYPE_BYTE_GRAY, 255, 255, 255, 255);
        image("set/no/a.png", BufferedImage.TYPE_BYTE_GRAY, 0, 0, 255, 255);
        image("set/yes/c.png", BufferedImage.TYPE_BYTE_GRAY, 0, 0, 0, 0);
        Files.writeString(folder.resolve("set/no/.hidden"), "not an image");

        LabelledSequences all = ImageFolder.read(folder.resolve("set"), 2, 1);

        assertEquals(List.of("no", "yes"), all.classes());
        assertArrayEquals(new int[] {0, 0, 1}, all.labels());
        assertArrayEquals(new float[] {0, 1, 1, 1, 0, 0}, all.inputs().values());
        assertEquals("[2, 1]", all.inputs().shape().toString());
        assertArrayEquals(new float[] {1, 0, 1, 0, 0, 1}, all.oneHot().values());
    }

    @Test
    void aLabelFileNamesTheClasses() throws IOException {
        image("set/a.png", BufferedImage.TYPE_BYTE_GRAY, 255, 255, 255, 255);
        image("set/b.png", BufferedImage.TYPE_BYTE_GRAY, 0, 0, 0, 0);
        Path labels = Files.writeString(folder.resolve("labels.csv"), "file,label\nb.png,up\na.png,down\n");

        LabelledSequences all = ImageFolder.read(folder.resolve("set"), labels, 1, 1);

        assertEquals(List.of("down", "up"), all.classes());
        assertArrayEquals(new int[] {1, 0}, all.labels());
        assertArrayEquals(new float[] {0, 1}, all.inputs().values());
    }

    @Test
    void whatIsNoSetOfImagesIsRefusedInOneLine() throws IOException {
        Path set = folder.resolve("set");
        assertEquals(set + ": expected a folder, found none", refusal(() -> ImageFolder.read(set, 2, 2)));
        Files.createDirectories(set);
        assertEquals(
                set + ": expected a folder for each of at least two classes, found none",
                refusal(() -> ImageFolder.read(set, 2, 2)));
        image("set/no/a.png", BufferedImage.TYPE_BYTE_GRAY, 0, 0, 0, 0);
        assertEquals(
                set + ": expected a folder for each of at least two classes, found only no",
                refusal(() -> ImageFolder.read(set, 2, 2)));
        Files.createDirectories(set.resolve("yes"));
        assertEquals(
                set.resolve("yes") + ": expected at least one file of this class, found none",
                refusal(() -> ImageFolder.read(set, 2, 2)));
        Path text = Files.writeString(set.resolve("yes/a.png"), "not an image");
        assertEquals(
                text + ": expected an image, found another kind of file",
                refusal(() -> ImageFolder.read(set, 2, 2)).replaceFirst(" \\(.*\\)", ""));
        byte[] whole = Files.readAllBytes(set.resolve("no/a.png"));
        Files.write(text, Arrays.copyOf(whole, whole.length / 2));
        String damaged = refusal(() -> ImageFolder.read(set, 2, 2));
        assertEquals(text + ": expected an image, found a damaged one", damaged.replaceFirst(" \\(.*\\)", ""));
    }
}
