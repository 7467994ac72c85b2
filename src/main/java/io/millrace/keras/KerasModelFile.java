package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Architecture;
import io.millrace.network.kernel.Activation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and writes Keras model files. Whatever is wrong with a file ends in a {@link ModelFileException} of one line;
 * what is read is bounded by the file's size, which is bounded by {@link #largestFile}.
 */
public final class KerasModelFile {
    /** Bytes; the weights of 128 million parameters. */
    private static final int LARGEST_FILE = 512 << 20;
    /** Of this JVM's memory a file may take so much: its numbers are there twice more while it is read. */
    private static final int SHARE = 4;

    private static final int VERSION_DIGITS = 12;
    private static final String ZIP = ".keras";

    private KerasModelFile() {}

    /** A file of Keras 1, 2 or 3, or one that {@link #write} wrote. */
    public static KerasModel read(Path file) {
        return read(bytes(file), file.toString());
    }

    /**
     * The same out of memory.
     *
     * @param where the bytes come from, for messages, such as {@code models-0@17}
     */
    public static KerasModel read(byte[] bytes, String where) {
        return open(bytes, where, source -> ModelReader.read(source, digest(bytes)));
    }

    /**
     * Weights alone, as {@code save_weights} writes them, of the architecture that {@code to_json} wrote.
     *
     * @param architecture a JSON file
     */
    public static KerasModel read(Path weights, Path architecture) {
        byte[] bytes = bytes(weights);
        JsonNode json = in(
                architecture.toString(),
                () -> Json.parse("architecture", new String(bytes(architecture), StandardCharsets.UTF_8)));
        return in(weights.toString(), () -> {
            try (ModelSource source = new WeightsAloneSource(bytes, json)) {
                return ModelReader.read(source, digest(bytes));
            }
        });
    }

    /** A table of a file's layers and what Millrace does with it; also of a file that {@link #read} refuses. */
    public static Summary summary(Path file) {
        return summary(bytes(file), file.toString());
    }

    /** The same out of memory. */
    public static Summary summary(byte[] bytes, String where) {
        return open(bytes, where, source -> Summary.of(source, digest(bytes)));
    }

    /**
     * Writes the zipped format where the name ends in {@code .keras}, HDF5 otherwise. Replaces the file whole or not at
     * all: whoever reads it finds the old one or the new one.
     */
    public static void write(KerasModel model, Path file) {
        byte[] bytes = file.toString().endsWith(ZIP) ? KerasZip.write(model) : toBytes(model);
        try {
            AtomicFile.replace(file, bytes);
        } catch (IOException e) {
            throw new ModelFileException(file + ": expected a place to write to, found " + e, e);
        }
    }

    /** What a file of that name does not take along, or a version of Keras does not read from it, a line each. */
    public static List<String> losses(KerasModel model, Path file) {
        List<String> losses = new ArrayList<>();
        Architecture architecture = model.network().architecture();
        if (ConfigWriter.activations(architecture).contains(Activation.HARD_SIGMOID_KERAS2)) {
            losses.add("Keras 3 predicts otherwise: its hard_sigmoid is not that of Keras 1 and 2");
        }
        if (architecture.nodes().stream().anyMatch(node -> !node.states().isEmpty())) {
            losses.add("Keras 2 does not load it: a call with an initial_state is written as Keras 3 has it");
        }
        if (model.optimizer().isPresent() && !file.toString().endsWith(ZIP)) {
            losses.add("a training starts anew: only a .keras file takes the optimizer's state along");
        }
        return losses;
    }

    /** The bytes of an HDF5 file that Keras 2 and 3 load; the same model gives the same bytes. */
    public static byte[] toBytes(KerasModel model) {
        return H5ModelWriter.write(model);
    }

    private static <T> T open(byte[] bytes, String where, Function<ModelSource, T> use) {
        return in(where, () -> {
            try (ModelSource source = KerasZip.is(bytes) ? KerasZip.open(bytes) : new H5Source(bytes)) {
                return use.apply(source);
            }
        });
    }

    /** The network's and the encoding's own checks speak for themselves; here they learn the file's name. */
    private static <T> T in(String where, Supplier<T> read) {
        try {
            return read.get();
        } catch (ModelFileException e) {
            throw e.in(where);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(where + ": " + e.getMessage(), e);
        } catch (ArithmeticException | OutOfMemoryError e) {
            throw new ModelFileException(where + ": expected a model that fits into memory, found a larger one", e);
        }
    }

    /** Bytes: 512 MiB, and a quarter of this JVM's memory. */
    public static long largestFile() {
        return Math.min(LARGEST_FILE, Runtime.getRuntime().maxMemory() / SHARE);
    }

    private static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > largestFile()) {
                throw new ModelFileException(file + ": expected at most " + largestFile() + " bytes, found " + size
                        + "; save it without the optimizer, or give Java more memory (-Xmx)");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ModelFileException(file + ": expected a model file, found none", e);
        } catch (IOException e) {
            throw new ModelFileException(file + ": expected a readable file, found " + e, e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
