package io.millrace.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of sequences, one a line in UTF-8: the source, a tab, the target. Where a line has no tab, the first white space
 * stands between them, as in pronouncing dictionaries. Empty lines are passed over. A source on several lines has several
 * targets, each as good as the others.
 */
public final class PairFile {
    private PairFile() {}

    public static List<SequencePair> read(Path file) throws IOException {
        List<SequencePair> pairs = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) TextFile.read(file).lines()::iterator) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String[] sides = line.split(line.indexOf('\t') >= 0 ? "\t" : "\\s+", 2);
            if (sides.length < 2 || sides[0].isBlank() || sides[1].isBlank()) {
                throw new MalformedFileException(
                        file, number, "expected a source, a tab and a target, found \"" + line + "\"");
            }
            pairs.add(new SequencePair(sides[0], sides[1].strip()));
        }
        if (pairs.isEmpty()) {
            throw new MalformedFileException(file, "expected a pair of sequences on every line, found none");
        }
        return pairs;
    }
}
