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
                .attribute(
                        "model_config",
                        Json.text(ConfigWriter.modelConfig(model.network().architecture())))
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
        List<Layer> layers = architecture.layers();
        weights.attribute("layer_names", layers.stream().map(Layer::name).toList());
        for (int i = 0; i < layers.size(); i++) {
            String layer = layers.get(i).name();
            Hdf5Group group = weights.group(layer);
            List<String> names = new ArrayList<>();
            for (Parameter parameter : architecture.parameters()) {
                if (parameter.layer() == i) {
                    String name = layer + "/" + parameter.name() + ":0";
                    names.add(name);
                    group.dataset(name, parameter.shape(), network.weights().toArray(parameter));
                }
            }
            group.attribute("weight_names", names);
        }
    }
}
