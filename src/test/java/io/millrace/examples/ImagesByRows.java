package io.millrace.examples;

import static io.millrace.model.FitOptions.epochs;
import static io.millrace.model.Layers.*;
import static io.millrace.network.kernel.Activation.*;

import io.millrace.data.ImageFolder;
import io.millrace.data.LabelledSequences;
import io.millrace.model.Model;
import io.millrace.model.Sequential;
import io.millrace.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Path;

/** Learns to tell images apart, reading each row by row: a folder of images for each class. */
public final class ImagesByRows {
    public static String learn(Path folder, int passes, Path file, Path unseen) throws IOException {
        LabelledSequences images = ImageFolder.read(folder, 56, 56).shuffled(1);

        Model model = Sequential.of(
                input(56, 56),
                simpleRnn(300).activation(TANH).returnSequences(),
                simpleRnn(300).activation(TANH).returnSequences(),
                simpleRnn(300).activation(TANH).returnSequences(),
                simpleRnn(300).activation(TANH),
                dense(images.classes().size()).activation(SOFTMAX));
        model.compile(new Adam(1e-4), "categorical_crossentropy", "accuracy");
        model.labels(images.classes()); // the file takes them along
        System.out.println(model.summary());

        model.fit(
                images.inputs(),
                images.oneHot(),
                epochs(passes).batchSize(32).validationSplit(0.1).verbose());
        model.save(file);

        Model loaded = Model.load(file);
        int[] classes = loaded.predict(ImageFolder.image(unseen, 56, 56)).argmax();
        return loaded.labels().get(classes[0]);
    }

    public static void main(String[] args) throws IOException {
        System.out.println(learn(Path.of(args[0]), 20, Path.of("images.h5"), Path.of(args[1])));
    }
}
