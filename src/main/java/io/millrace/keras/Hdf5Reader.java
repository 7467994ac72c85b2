package io.millrace.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads text attributes and arrays of floats from an HDF5 file in memory, by path. Follows no link that leads out of the
 * file and reads no array that claims more than the file can hold.
 *
 * <p>Errors: on damaged files jHDF throws exceptions of many kinds, and errors of memory; from here they come as one.
 */
final class Hdf5Reader implements AutoCloseable {
    /** Compressed arrays may hold more than their file, within reason. */
    private static final long ALWAYS_ALLOWED = 64L << 20;

    private final HdfFile file;
    private final long largestArray; // bytes

    Hdf5Reader(byte[] bytes) {
        file = guard("the file", () -> HdfFile.fromBytes(bytes));
        largestArray = Math.max(bytes.length, ALWAYS_ALLOWED);
    }

    /** A text attribute of the group at {@code path}, the root being the empty path. */
    Optional<String> text(String path, String name) {
        return guard(path + " attribute " + name, () -> readText(path, name));
    }

    private Optional<String> readText(String path, String name) {
        Attribute attribute = group(path).getAttribute(name);
        if (attribute == null || attribute.isEmpty()) {
            return Optional.empty();
        }
        Object data = attribute.getData();
        if (data instanceof String[] one && one.length == 1) {
            return Optional.of(one[0]);
        }
        if (data instanceof String text) {
            return Optional.of(text);
        }
        throw new ModelFileException(path + " attribute " + name + ": expected text, found "
                + attribute.getJavaType().getSimpleName() + Arrays.toString(attribute.getDimensions()));
    }

    /** A list of texts; Keras splits a long one into parts: {@code layer_names0}, {@code layer_names1}, …. */
    Optional<List<String>> texts(String path, String name) {
        return guard(path + " attribute " + name, () -> readTexts(path, name));
    }

    private Optional<List<String>> readTexts(String path, String name) {
        Group group = group(path);
        Attribute whole = group.getAttribute(name);
        if (whole != null) {
            return Optional.of(texts(path, whole));
        }
        List<String> joined = new ArrayList<>();
        int part = 0;
        for (Attribute next = group.getAttribute(name + part); next != null; next = group.getAttribute(name + part)) {
            joined.addAll(texts(path, next));
            part++;
        }
        return part == 0 ? Optional.empty() : Optional.of(joined);
    }

    private static List<String> texts(String path, Attribute attribute) {
        if (attribute.isEmpty() || attribute.getSize() == 0) {
            return List.of(); // whatever its type: NumPy makes an empty list one of float64
        }
        Object data = attribute.getData();
        if (data instanceof String[] texts && Arrays.stream(texts).allMatch(text -> text != null)) {
            return List.of(texts);
        }
        if (data instanceof String text) {
            return List.of(text);
        }
        throw new ModelFileException(path + " attribute " + attribute.getName() + ": expected a list of texts, found "
                + attribute.getJavaType().getSimpleName() + Arrays.toString(attribute.getDimensions()));
    }

    boolean has(String path) {
        return guard(path, () -> node(path) != null);
    }

    /** The array at {@code path}; its numbers are read when they are asked for. */
    WeightArray array(String path) {
        return guard(path, () -> readArray(path));
    }

    private WeightArray readArray(String path) {
        Node node = node(path);
        if (!(node instanceof Dataset dataset)) {
            throw new ModelFileException(path + ": expected an array, found " + (node == null ? "nothing" : "a group"));
        }
        List<Integer> shape = Arrays.stream(dataset.getDimensions()).boxed().toList();
        WeightArray array = new WeightArray(path, shape, () -> guard(path, () -> floats(path, dataset)));
        if (dataset.isVariableLength() || dataset.isCompound() || array.size() > largestArray / Float.BYTES) {
            throw new ModelFileException(path + ": expected an array of floats that fits into the file, found "
                    + dataset.getDataType() + " " + shape);
        }
        return array;
    }

    /** The one integer at {@code path}. */
    long integer(String path) {
        return guard(path, () -> {
            WeightArray array = readArray(path);
            if (array.shape().isEmpty() && ((Dataset) node(path)).getData() instanceof Number number) {
                return number.longValue();
            }
            throw new ModelFileException(path + ": expected an integer, found an array " + array.shape());
        });
    }

    private static float[] floats(String path, Dataset dataset) {
        Object data = dataset.isEmpty() ? new float[0] : dataset.getDataFlat();
        if (data instanceof float[] floats) {
            return floats;
        }
        if (data instanceof double[] doubles) {
            float[] rounded = new float[doubles.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) doubles[i];
            }
            return rounded;
        }
        throw new ModelFileException(path + ": expected 32-bit floats, found "
                + dataset.getJavaType().getSimpleName() + "; save the model with float32 weights");
    }

    private Group group(String path) {
        Node node = node(path);
        if (!(node instanceof Group group)) {
            throw new ModelFileException("/" + path + ": expected a group, found "
                    + (node == null ? "nothing; is this a Keras model file?" : "an array"));
        }
        return group;
    }

    /** Null where there is none. Two slashes in a row are one. */
    private Node node(String path) {
        Node node = file;
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                node = node instanceof Group group ? group.getChild(name) : null;
            }
            if (node != null && node.isLink()) {
                throw new ModelFileException(path + ": expected no links, found one at " + name);
            }
        }
        return node;
    }

    private static <T> T guard(String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (ModelFileException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | AssertionError e) {
            throw new ModelFileException(
                    what + ": expected HDF5 of a Keras model, found a file that is damaged or of another kind (" + e
                            + ")",
                    e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
