package io.millrace.evaluation;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Insertions, deletions and substitutions, at least, that make one sequence of another.
 * Source: Levenshtein 1966; Wagner and Fischer 1974, doi:10.1145/321796.321811.
 */
public final class EditDistance {
    private EditDistance() {}

    public static int of(List<?> from, List<?> to) {
        int[] row = new int[to.size() + 1];
        for (int j = 0; j <= to.size(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.size(); j++) {
                int same = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.size()];
    }

    /** Of several references the nearest; of equally near ones the longest. */
    static <S> List<S> nearest(List<S> answer, Collection<List<S>> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException("edit distance: expected a reference at least, found none");
        }
        Comparator<List<S>> distance = Comparator.comparingInt(reference -> of(answer, reference));
        return Collections.min(references, distance.thenComparingInt(reference -> -reference.size()));
    }
}
