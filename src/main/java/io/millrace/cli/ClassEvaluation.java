package io.millrace.cli;

import io.millrace.baseline.Majority;
import io.millrace.data.LabelledSequences;
import io.millrace.data.Padding;
import io.millrace.data.Splits;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.evaluation.ClassReport;
import io.millrace.keras.KerasModel;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of judging answers to the question which class something is. */
final class ClassEvaluation implements DataEvaluation {
    /** What is asked. */
    private static final class Examples {
        @Option(
                names = "--labelled",
                description =
                        "Folder with a text file for each class, an example a line; or CSV file with columns text,"
                                + " label.")
        private Path texts;

        @Option(names = "--images", description = "Folder with a folder of images for each class.")
        private Path images;

        @Option(names = "--idx", split = ",", description = "Two idx files, images,labels.")
        private List<Path> idx;
    }

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Examples examples;

    @Option(names = "--size", description = "Height x width that each image is brought to (56x56).")
    private String size = "56x56";

    @Option(names = "--hold-out-every", description = "As train's: the first and then every n-th of each class alone.")
    private Integer holdOutEvery;

    @Option(names = "--validation", description = "As train's: that share alone, drawn with --seed.")
    private double validation;

    @Option(names = "--seed", description = "As train's (0).")
    private long seed;

    @Override
    public String evaluate(String name, KerasModel file) throws IOException {
        LabelledSequences all = named(name, file, read(name, file));
        Splits splits = Splits.of(all.labels(), Optional.ofNullable(holdOutEvery), validation, seed);
        int[] held = splits.held();
        Majority majority = Majority.of(all.only(splits.train()).labels());
        LabelledSequences asked = held.length == 0 ? all : all.only(held);
        return ClassReport.of(name, file.network(), Kernels.best(), asked, majority)
                .table();
    }

    private LabelledSequences read(String name, KerasModel file) throws IOException {
        if (examples.texts != null) {
            if (!(file.encoding().orElse(null) instanceof TokenEncoding encoding)) {
                throw new CommandFailedException(
                        name + ": expected a model that reads tokens, found one that does not");
            }
            return LabelledFiles.texts(examples.texts).encode(encoding, Padding.POST);
        }
        if (examples.images != null) {
            return LabelledFiles.images(examples.images, Optional.empty(), size);
        }
        return LabelledFiles.idx("--idx", examples.idx);
    }

    /** With the labels numbered as the model has them. */
    private static LabelledSequences named(String name, KerasModel file, LabelledSequences found) {
        if (!(file.target().orElse(null) instanceof Target.Labels known)) {
            return found;
        }
        int[] labels = new int[found.size()];
        for (int i = 0; i < labels.length; i++) {
            String label = found.classes().get(found.labels()[i]);
            labels[i] = known.names().indexOf(label);
            if (labels[i] < 0) {
                throw new CommandFailedException(
                        name + ": expected one of the labels " + known.names() + ", found " + label);
            }
        }
        return new LabelledSequences(found.inputs(), labels, known.names());
    }
}
