package io.millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.data.SequencePair;
import io.millrace.encoding.Vocabulary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairScoreTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "flaw, lawn, 2", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 2"})
    void theDistanceIsTheFewestEdits(String from, String to, int edits) {
        assertEquals(
                edits, EditDistance.of(Vocabulary.Kind.CHARACTERS.split(from), Vocabulary.Kind.CHARACTERS.split(to)));
    }

    /** cat: right by its second target; dog: one of three sounds wrong, and one too many. */
    @Test
    void ofSeveralTargetsTheNearestCounts() {
        List<SequencePair> pairs = List.of(
                new SequencePair("cat", "K AE T S"),
                new SequencePair("dog", "D AO G"),
                new SequencePair("cat", "K AE T"));
        Map<String, List<String>> answers = Map.of("cat", List.of("K", "AE", "T"), "dog", List.of("D", "AA", "G", "Z"));

        PairScore score = PairScore.of("m", pairs, Vocabulary.Kind.WORDS, answers::get);

        assertEquals(new PairScore("m", 2, 1, 6, 2), score);
        assertEquals(0.5, score.accuracy());
        assertEquals(1.0 / 3, score.errorRate(), 1e-12);
    }

    @Test
    void theTableHasARowAPredictor() {
        PairScore plain = new PairScore("plain", 4, 0, 20, 10);
        PairScore model = new PairScore("lstm", 4, 3, 20, 1);

        List<String> expected = List.of(
                "predictor  accuracy  error rate  skill",
                "plain        0.00 %     50.00 %   0.00",
                "lstm        75.00 %      5.00 %   0.90",
                "over 4 sources; accuracy: answers without an error; error rate: insertions, deletions and",
                "substitutions a symbol wanted, of several targets the nearest counts; skill = 1 - error rate / that of plain");
        assertEquals(
                expected, PairScore.table(List.of(plain, model), plain).lines().toList());
    }
}
