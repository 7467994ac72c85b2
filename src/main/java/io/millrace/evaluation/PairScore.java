package io.millrace.evaluation;

import io.millrace.data.SequencePair;
import io.millrace.encoding.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How well answers match what was wanted. Where a source has several targets, the nearest one counts, of equally near ones
 * the longest.
 *
 * @param sources different ones
 * @param right answers without an error
 * @param symbols of the references that counted
 * @param edits insertions, deletions and substitutions that the answers need
 */
public record PairScore(String name, int sources, int right, long symbols, long edits) {
    /**
     * Asks for every source once.
     *
     * @param answers a source's answer, as symbols
     * @param target how targets fall into symbols
     */
    public static PairScore of(
            String name, List<SequencePair> pairs, Vocabulary.Kind target, Function<String, List<String>> answers) {
        Map<String, Set<List<String>>> references = new LinkedHashMap<>();
        for (SequencePair pair : pairs) {
            references
                    .computeIfAbsent(pair.source(), source -> new LinkedHashSet<>())
                    .add(target.split(pair.target()));
        }
        int right = 0;
        long symbols = 0;
        long edits = 0;
        for (Map.Entry<String, Set<List<String>>> wanted : references.entrySet()) {
            List<String> answer = answers.apply(wanted.getKey());
            List<String> nearest = EditDistance.nearest(answer, wanted.getValue());
            int distance = EditDistance.of(answer, nearest);
            right += distance == 0 ? 1 : 0;
            symbols += nearest.size();
            edits += distance;
        }
        return new PairScore(name, references.size(), right, symbols, edits);
    }

    /** Share of answers without an error: word accuracy. */
    public double accuracy() {
        return (double) right / sources;
    }

    /** Edits a symbol wanted: phoneme error rate, where symbols are phonemes. */
    public double errorRate() {
        return (double) edits / symbols;
    }

    /** 1 − error rate / the baseline's. */
    public double skill(PairScore baseline) {
        return 1 - errorRate() / baseline.errorRate();
    }

    /** @param baseline what the skill is measured against */
    public static String table(List<PairScore> scores, PairScore baseline) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Table.row("predictor", "accuracy", "error rate", "skill"));
        for (PairScore score : scores) {
            rows.add(Table.row(
                    score.name,
                    Table.figure("%.2f %%", 100 * score.accuracy()),
                    Table.figure("%.2f %%", 100 * score.errorRate()),
                    Table.skill(score.skill(baseline))));
        }
        return Table.of(rows) + "over " + baseline.sources
                + " sources; accuracy: answers without an error; error rate: "
                + "insertions, deletions and\nsubstitutions a symbol wanted, of several targets the nearest counts; skill = 1 - "
                + "error rate / that of " + baseline.name + "\n";
    }
}
