package io.millrace.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A file and the class that it belongs to. */
record LabelledFile(Path file, String label) {
    /** The files in each folder of a folder; the folder's name is the label. */
    static List<LabelledFile> inFolders(Path folder) throws IOException {
        List<LabelledFile> files = new ArrayList<>();
        List<Path> classes = children(folder, Files::isDirectory);
        if (classes.size() < 2) {
            throw new MalformedFileException(
                    folder,
                    "expected a folder for each of at least two classes, found "
                            + (classes.isEmpty()
                                    ? "none"
                                    : "only " + classes.get(0).getFileName()));
        }
        for (Path label : classes) {
            List<Path> examples = children(label, Files::isRegularFile);
            if (examples.isEmpty()) {
                throw new MalformedFileException(label, "expected at least one file of this class, found none");
            }
            examples.forEach(
                    file -> files.add(new LabelledFile(file, label.getFileName().toString())));
        }
        return files;
    }

    /** The files that the columns {@code file} and {@code label} of a CSV file name. */
    static List<LabelledFile> listed(Path folder, Path csv) throws IOException {
        List<LabelledFile> files = new ArrayList<>();
        try (BufferedReader reader = TextFile.reader(csv)) {
            CsvLines lines = new CsvLines(csv, reader);
            int file = lines.column("file");
            int label = lines.column("label");
            while (lines.next()) {
                files.add(new LabelledFile(folder.resolve(lines.cell(file)), lines.cell(label)));
            }
        }
        if (files.isEmpty()) {
            throw new MalformedFileException(csv, "expected files and labels below the column names, found none");
        }
        return files;
    }

    /** What lies in a folder, by name; hidden files are passed over. */
    static List<Path> children(Path folder, Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new MalformedFileException(folder, "expected a folder, found none");
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }
}
