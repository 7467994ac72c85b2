package io.millrace.data;

import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Short texts and the class that each belongs to.
 *
 * @param labels number of each text's class
 * @param classes their names
 */
public record LabelledTexts(List<String> texts, int[] labels, List<String> classes) {
    public LabelledTexts {
        texts = List.copyOf(texts);
        classes = List.copyOf(classes);
        if (texts.size() != labels.length) {
            throw new IllegalArgumentException(
                    "labels: expected one of each of the " + texts.size() + " texts, found " + labels.length);
        }
    }

    /** A folder of text files in UTF-8: each is a class by its name, each of its lines an example. */
    public static LabelledTexts inFolder(Path folder) throws IOException {
        List<Path> files = LabelledFile.children(folder, path -> path.toString().endsWith(".txt"));
        if (files.size() < 2) {
            throw new MalformedFileException(
                    folder, "expected a text file (.txt) for each of at least two classes, found " + files.size());
        }
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = TextFile.lines(file);
            if (lines.isEmpty()) {
                throw new MalformedFileException(file, "expected at least one example of this class, found none");
            }
            texts.addAll(lines);
            String label = file.getFileName().toString().replaceFirst("\\.txt$", "");
            lines.forEach(line -> labels.add(label));
        }
        return of(texts, labels);
    }

    /** A CSV file with a column of texts and one of labels. */
    public static LabelledTexts inCsv(Path file, String textColumn, String labelColumn) throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        try (BufferedReader reader = TextFile.reader(file)) {
            CsvLines lines = new CsvLines(file, reader);
            int text = lines.column(textColumn);
            int label = lines.column(labelColumn);
            while (lines.next()) {
                texts.add(lines.cell(text));
                labels.add(lines.cell(label));
            }
        }
        if (labels.stream().distinct().count() < 2) {
            throw new MalformedFileException(
                    file,
                    "expected at least two classes in column " + labelColumn + ", found "
                            + labels.stream().distinct().toList());
        }
        return of(texts, labels);
    }

    private static LabelledTexts of(List<String> texts, List<String> labels) {
        Labels numbered = Labels.of(labels);
        return new LabelledTexts(texts, numbered.numbers(), numbered.classes());
    }

    /** Every symbol of the texts. */
    public Vocabulary vocabulary(Vocabulary.Kind kind) {
        return new Vocabulary(
                kind,
                texts.stream()
                        .flatMap(text -> kind.split(text).stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** Some of the texts, in the order given. */
    public LabelledTexts only(int... places) {
        return new LabelledTexts(
                Arrays.stream(places).mapToObj(texts::get).toList(),
                Arrays.stream(places).map(place -> labels[place]).toArray(),
                classes);
    }

    /** What a network reads of them. */
    public LabelledSequences encode(TokenEncoding encoding, Padding padding) {
        List<float[]> sequences =
                texts.stream().map(text -> encode(encoding, text)).toList();
        return new LabelledSequences(padding.pad(sequences, encoding.inputs(), 0), labels, classes);
    }

    private static float[] encode(TokenEncoding encoding, String text) {
        int[] ids = encoding.vocabulary().encode(text);
        float[] sequence = new float[ids.length * encoding.inputs()];
        for (int i = 0; i < ids.length; i++) {
            encoding.encode(ids[i], sequence, i * encoding.inputs());
        }
        return sequence;
    }
}
