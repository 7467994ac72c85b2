package io.millrace.keras;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.SequenceModel;
import java.util.ArrayList;
import java.util.List;

/** A model as one HDF5 file that Keras 2 and Keras 3 both load. They find weights by order, not by name. */
final class H5ModelWriter {
    private H5ModelWriter() {}

    static byte[] write(KerasModel model) {
        String kerasVersion = ConfigWriter.kerasVersion(model.network().architecture());
        Hdf5Group root = new Hdf5Group()
                .attribute("model_config", Json.text(ConfigWriter.modelConfig(model)))
                .attribute("keras_version", kerasVersion)
                .attribute("backend", "tensorflow")
                .attribute(
                        MillraceAttribute.NAME,
                        Json.text(MillraceAttribute.of(model).toJson()));
        model.training()
                .ifPresent(
                        training -> root.attribute("training_config", Json.text(TrainingConfigJson.write(training))));
        Hdf5Group weights = root.group("model_weights")
                .attribute("keras_version", kerasVersion)
                .attribute("backend", "tensorflow");
        write(model.network(), weights);
        return Hdf5Writer.write(root);
    }

    private static void write(SequenceModel network, Hdf5Group weights) {
        Architecture architecture = network.architecture();
        List<String> written = new ArrayList<>();
        for (Layer layer : LayerOrder.of(architecture)) {
            int index = architecture.layers().indexOf(layer);
            List<String> names = new ArrayList<>();
            for (Parameter parameter : architecture.parameters()) {
                if (parameter.layer() == index) {
                    String name = layer.name() + "/" + parameter.name() + ":0";
                    names.add(name);
                    weights.group(layer.name())
                            .dataset(name, parameter.shape(), network.weights().toArray(parameter));
                }
            }
            if (!names.isEmpty()) {
                weights.group(layer.name()).attribute("weight_names", names);
                written.add(layer.name());
            }
        }
        weights.attribute("layer_names", written);
    }
}
