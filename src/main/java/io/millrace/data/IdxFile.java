package io.millrace.data;

import io.millrace.network.Batch;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of an idx file, the format of MNIST; gzipped or not. Two zero bytes, a type, the number of dimensions, each
 * dimension as a 32-bit integer, then the numbers, all big-endian. Source: yann.lecun.com/exdb/mnist.
 *
 * @param type of the numbers, as the file has it
 * @param values row-major
 */
public record IdxFile(int type, int[] shape, float[] values) {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int GZIP = 0x1f8b;
    private static final int MOST_VALUES = 1 << 29; // 2 GiB of floats

    /** Errors: {@link MalformedFileException} in one line. */
    public static IdxFile read(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new MalformedFileException(file, "expected an idx file, found none");
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(unzipped(raw))) {
            return read(file, in);
        } catch (EOFException | ZipException e) {
            throw new MalformedFileException(file, "expected a whole idx file, found its end in the header");
        }
    }

    private static InputStream unzipped(InputStream raw) throws IOException {
        raw.mark(2);
        int magic = raw.read() << 8 | raw.read();
        raw.reset();
        return magic == GZIP ? new GZIPInputStream(raw, 1 << 16) : raw;
    }

    private static IdxFile read(Path file, DataInputStream in) throws IOException {
        int magic = in.readInt();
        int type = magic >> 8;
        int width = width(type);
        int rank = magic & 0xff;
        if (width == 0 || rank < 1 || rank > 4) {
            throw new MalformedFileException(
                    file, "expected an idx file of 1 to 4 dimensions, found the first bytes " + hex(magic));
        }
        int[] shape = new int[rank];
        long count = 1;
        for (int i = 0; i < rank; i++) {
            shape[i] = in.readInt();
            count = shape[i] < 1 || count > MOST_VALUES ? Long.MAX_VALUE : count * shape[i];
        }
        if (count > MOST_VALUES) {
            throw new MalformedFileException(
                    file, "expected 1 to " + MOST_VALUES + " numbers, found the shape " + Arrays.toString(shape));
        }
        return new IdxFile(type, shape, numbers(file, in, type, width, (int) count));
    }

    private static float[] numbers(Path file, DataInputStream in, int type, int width, int count) throws IOException {
        float[] values = new float[count];
        byte[] bytes = new byte[8192 * width];
        for (int done = 0; done < count; ) {
            int wanted = Math.min(bytes.length, (count - done) * width);
            int found = in.readNBytes(bytes, 0, wanted);
            if (found < wanted) {
                throw new MalformedFileException(
                        file, "expected " + count + " numbers, found " + (done + found / width) + "; it is cut off");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, found);
            while (buffer.hasRemaining()) {
                values[done++] = number(buffer, type);
            }
        }
        return values;
    }

    private static int width(int type) {
        return switch (type) {
            case UNSIGNED_BYTE, 0x09 -> 1;
            case 0x0B -> 2;
            case 0x0C, 0x0D -> 4;
            case 0x0E -> 8;
            default -> 0;
        };
    }

    private static float number(ByteBuffer buffer, int type) {
        return switch (type) {
            case UNSIGNED_BYTE -> buffer.get() & 0xff;
            case 0x09 -> buffer.get();
            case 0x0B -> buffer.getShort();
            case 0x0C -> buffer.getInt();
            case 0x0D -> buffer.getFloat();
            default -> (float) buffer.getDouble();
        };
    }

    private static String hex(int magic) {
        return String.format("%08x", magic);
    }

    /**
     * Labelled images or sequences: of [n, height, width] rows become time steps, of [n, steps] each number is a step.
     * Unsigned bytes are divided by 255.
     *
     * @param labels an idx file of [n] numbers of classes, whose names are these numbers
     */
    public static LabelledSequences labelled(Path inputs, Path labels) throws IOException {
        IdxFile x = read(inputs);
        IdxFile y = read(labels);
        if (x.shape.length < 2 || x.shape.length > 3 || y.shape.length != 1 || x.shape[0] != y.shape[0]) {
            throw new MalformedFileException(
                    inputs,
                    "expected [n, steps, width] and labels of [n], found " + Arrays.toString(x.shape) + " and "
                            + Arrays.toString(y.shape) + " in " + labels);
        }
        int[] classes = new int[y.values.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (int) y.values[i];
            if (classes[i] != y.values[i] || classes[i] < 0 || classes[i] > 0xffff) {
                throw new MalformedFileException(
                        labels, "expected numbers of classes, 0 to 65535, found " + y.values[i] + " at " + i);
            }
        }
        Batch batch = Batch.sequences(
                x.shape[0],
                x.shape[1],
                x.shape.length == 3 ? x.shape[2] : 1,
                x.type == UNSIGNED_BYTE ? x.scaled() : x.values);
        return MalformedFileException.in(labels, () -> LabelledSequences.of(batch, classes, numbersUpTo(classes)));
    }

    private float[] scaled() {
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] / 255f;
        }
        return scaled;
    }

    private static List<String> numbersUpTo(int[] classes) {
        int largest = Arrays.stream(classes).max().orElse(-1);
        return IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList();
    }
}
