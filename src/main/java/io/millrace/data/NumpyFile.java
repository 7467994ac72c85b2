package io.millrace.data;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array of a NumPy file: floats in C order.
 *
 * @param shape of the array
 * @param values row-major
 */
public record NumpyFile(long[] shape, float[] values) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** Reads numbers of any type as floats. Errors: {@link MalformedFileException} in one line. */
    public static NumpyFile read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new MalformedFileException(file, "expected a NumPy file, found none");
        }
        requireMagic(file);
        try (INDArray array = Nd4j.createFromNpyFile(file.toFile())) {
            INDArray floats = array.castTo(DataType.FLOAT).dup('c');
            return new NumpyFile(floats.shape(), floats.data().asFloat());
        } catch (RuntimeException e) {
            throw new MalformedFileException(file, "expected an array of numbers, found " + e.getMessage());
        }
    }

    private static void requireMagic(Path file) throws IOException {
        // The native reader takes anything for an array, and may take the process with it.
        try (var in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new MalformedFileException(file, "expected a NumPy file (.npy), found another kind");
            }
        }
    }

    /** Writes float32 in C order. */
    public void write(Path file) throws IOException {
        try (INDArray array = Nd4j.create(values, shape, 'c')) {
            File target = file.toFile();
            Nd4j.writeAsNumpy(array, target);
        }
    }
}
