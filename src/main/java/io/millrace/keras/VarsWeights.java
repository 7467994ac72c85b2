package io.millrace.keras;

import java.util.ArrayList;
import java.util.List;

/** The weights of a {@code .keras} file, and of the weights alone that Keras 3 saves: numbered arrays in groups. */
record VarsWeights(Hdf5Reader file, KerasZipPaths paths) implements LayerWeights {
    @Override
    public List<WeightArray> of(LayerConfig layer) {
        List<WeightArray> arrays = new ArrayList<>();
        for (String vars : paths.vars(layer)) {
            for (int index = 0; file.has(vars + "/" + index); index++) {
                arrays.add(file.array(vars + "/" + index));
            }
        }
        return arrays;
    }
}
