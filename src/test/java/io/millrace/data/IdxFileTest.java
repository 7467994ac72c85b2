package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    @TempDir
    Path folder;

    private static byte[] idx(int type, int[] shape, int... bytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        out.writeInt(type << 8 | shape.length);
        for (int size : shape) {
            out.writeInt(size);
        }
        for (int value : bytes) {
            out.writeByte(value);
        }
        return all.toByteArray();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = write("wrong", bytes);
        return assertThrows(MalformedFileException.class, () -> IdxFile.read(file))
                .getMessage()
                .replace(file.toString(), "wrong");
    }

    @Test
    void imagesAndLabelsAreReadZippedOrNot() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(idx(8, new int[] {2, 1, 3}, 0, 51, 255, 255, 0, 102));
        }
        Path images = write("images.gz", zipped.toByteArray());
        Path labels = write("labels", idx(8, new int[] {2}, 2, 0));

        LabelledSequences all = IdxFile.labelled(images, labels);

        assertArrayEquals(new float[] {0, 0.2f, 1, 1, 0, 0.4f}, all.inputs().values(), 1e-6f);
        assertEquals("[1, 3]", all.inputs().shape().toString());
        assertArrayEquals(new int[] {2, 0}, all.labels());
        assertEquals(List.of("0", "1", "2"), all.classes());
    }

    @Test
    void numbersOfEveryTypeAreRead() throws IOException {
        assertArrayEquals(
                new float[] {-1, 2},
                IdxFile.read(write("bytes", idx(9, new int[] {2}, 0xff, 2))).values());
        assertArrayEquals(
                new float[] {258},
                IdxFile.read(write("shorts", idx(0x0B, new int[] {1}, 1, 2))).values());
        assertArrayEquals(
                new float[] {1},
                IdxFile.read(write("floats", idx(0x0D, new int[] {1}, 0x3f, 0x80, 0, 0)))
                        .values());
        assertArrayEquals(
                new float[] {-2},
                IdxFile.read(write("doubles", idx(0x0E, new int[] {1}, 0xc0, 0, 0, 0, 0, 0, 0, 0)))
                        .values());
    }

    @Test
    void whatIsNoIdxFileIsRefusedInOneLine() throws IOException {
        byte[] good = idx(8, new int[] {2, 2}, 1, 2, 3, 4);
        assertEquals(
                "wrong: expected 4 numbers, found 3; it is cut off", refusal(Arrays.copyOf(good, good.length - 1)));
        assertEquals("wrong: expected a whole idx file, found its end in the header", refusal(Arrays.copyOf(good, 9)));
        assertEquals(
                "wrong: expected an idx file of 1 to 4 dimensions, found the first bytes 89504e47",
                refusal(new byte[] {(byte) 0x89, 'P', 'N', 'G'}));
        assertEquals(
                "wrong: expected 1 to 536870912 numbers, found the shape [2147483647, 2147483647]",
                refusal(idx(8, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE})));
        assertEquals(
                "wrong: expected a whole idx file, found its end in the header",
                refusal(new byte[] {0x1f, (byte) 0x8b}));
    }

    @Test
    void imagesAndLabelsThatDoNotBelongTogetherAreRefused() throws IOException {
        Path images = write("images", idx(8, new int[] {2, 1, 1}, 1, 2));
        Path three = write("three", idx(8, new int[] {3}, 0, 1, 0));
        Path same = write("same", idx(8, new int[] {2}, 1, 1));
        assertEquals(
                images + ": expected [n, steps, width] and labels of [n], found [2, 1, 1] and [3] in " + three,
                assertThrows(IOException.class, () -> IdxFile.labelled(images, three))
                        .getMessage());
        assertEquals(
                same + ": labels: expected at least two classes to tell apart, found 1 of all 2 sequences",
                assertThrows(IOException.class, () -> IdxFile.labelled(images, same))
                        .getMessage());
    }
}
