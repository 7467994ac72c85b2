package io.millrace.cli;

import io.millrace.data.LabelledSequences;
import io.millrace.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of learning from idx files, such as MNIST's. */
final class IdxFit implements DataFit {
    @Option(
            names = "--idx",
            required = true,
            split = ",",
            description = "Two idx files, images,labels; a row of pixels is a time step.")
    private List<Path> files;

    @Option(names = "--test", split = ",", description = "The same, held out and only watched.")
    private List<Path> test;

    @Override
    public TrainingReport fit(Learning learning, Path out) throws IOException {
        LabelledSequences all = LabelledFiles.idx("--idx", files);
        Optional<LabelledSequences> kept =
                test == null ? Optional.empty() : Optional.of(LabelledFiles.idx("--test", test));
        return new Classification(files.get(0), all, kept, Optional.empty()).fit(learning, out);
    }
}
