package io.millrace.keras;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group of an HDF5 file to be written: attributes, groups and data sets, in the order in which they were added. */
final class Hdf5Group implements Hdf5Node {
    /** Text, or a list of texts. */
    record Attribute(List<String> texts, boolean scalar) {}

    private final Map<String, Hdf5Node> children = new LinkedHashMap<>();
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    Map<String, Hdf5Node> children() {
        return Collections.unmodifiableMap(children);
    }

    Map<String, Attribute> attributes() {
        return Collections.unmodifiableMap(attributes);
    }

    Hdf5Group attribute(String name, String text) {
        attributes.put(name, new Attribute(List.of(text), true));
        return this;
    }

    Hdf5Group attribute(String name, List<String> texts) {
        attributes.put(name, new Attribute(List.copyOf(texts), false));
        return this;
    }

    /** The group at a path such as {@code lstm/cell}; made where it is missing. */
    Hdf5Group group(String path) {
        Hdf5Group group = this;
        for (String name : path.split("/", -1)) {
            Hdf5Node child = group.children.computeIfAbsent(name, missing -> new Hdf5Group());
            if (!(child instanceof Hdf5Group found)) {
                throw new IllegalArgumentException(path + ": expected a group, found a data set at " + name);
            }
            group = found;
        }
        return group;
    }

    /** A data set at a path such as {@code lstm/kernel:0}. */
    Hdf5Group dataset(String path, List<Integer> shape, float[] values) {
        return add(path, new Hdf5Dataset(shape, values));
    }

    /** A single number, of no dimension. */
    Hdf5Group integer(String path, long value) {
        return add(path, new Hdf5Integer(value));
    }

    private Hdf5Group add(String path, Hdf5Node node) {
        int slash = path.lastIndexOf('/');
        Hdf5Group parent = slash < 0 ? this : group(path.substring(0, slash));
        if (parent.children.putIfAbsent(path.substring(slash + 1), node) != null) {
            throw new IllegalArgumentException(path + ": stands there already");
        }
        return this;
    }
}
