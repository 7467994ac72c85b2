package io.millrace.keras;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The weights of an {@code .h5} file of Keras 1, 2 and 3. Names differ from version to version and hold slashes: the
 * file's own lists, {@code layer_names} and then {@code weight_names}, say where an array is.
 */
final class NamedWeights implements LayerWeights {
    private static final String LAYERS = "layer_names";

    private final Hdf5Reader file;
    private final String root;
    private final Set<String> layers;

    /** @param root the group that holds them; empty in a file of weights alone */
    NamedWeights(Hdf5Reader file, String root) {
        this.file = file;
        this.root = root;
        layers = new HashSet<>(file.texts(root, LAYERS).orElse(List.of()));
    }

    static boolean areIn(Hdf5Reader file, String root) {
        return file.texts(root, LAYERS).isPresent();
    }

    @Override
    public List<WeightArray> of(LayerConfig layer) {
        if (!layers.contains(layer.name())) {
            return List.of();
        }
        String group = root.isEmpty() ? layer.name() : root + "/" + layer.name();
        List<WeightArray> arrays = new ArrayList<>();
        for (String name : file.texts(group, "weight_names").orElse(List.of())) {
            arrays.add(file.array(group + "/" + name));
        }
        return arrays;
    }
}
