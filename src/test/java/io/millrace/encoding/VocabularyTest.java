package io.millrace.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    @Test
    void aTextIsTheSameAfterThereAndBack() {
        String text = "我吃苹果 🏓 ab";
        Vocabulary vocabulary = Vocabulary.of(Vocabulary.Kind.CHARACTERS, text);

        int[] tokens = vocabulary.encode(text);

        assertEquals(9, tokens.length);
        assertEquals(text, vocabulary.decode(tokens));
    }

    @Test
    void idsFollowTheOrderOfTheSymbols() {
        Vocabulary vocabulary = Vocabulary.of(Vocabulary.Kind.WORDS, " the ball  flies the net ");

        assertEquals(List.of("ball", "flies", "net", "the"), vocabulary.symbols());
        assertArrayEquals(new int[] {3, 2}, vocabulary.encode("the net"));
    }

    @Test
    void aSymbolThatIsNotHeldIsNamedWithItsPlace() {
        Vocabulary vocabulary = Vocabulary.of(Vocabulary.Kind.CHARACTERS, "abc");

        var error = assertThrows(IllegalArgumentException.class, () -> vocabulary.encode("abx"));

        assertEquals("text: expected symbols of the vocabulary (3), found \"x\" at 2", error.getMessage());
    }

    @Test
    void theUnknownSymbolStandsForWhatIsNotHeld() {
        Vocabulary vocabulary = new Vocabulary(Vocabulary.Kind.WORDS, List.of(Vocabulary.UNKNOWN, "ball"));

        assertArrayEquals(new int[] {1, 0}, vocabulary.encode("ball bat"));
    }

    @Test
    void symbolsMustDiffer() {
        var error = assertThrows(
                IllegalArgumentException.class, () -> new Vocabulary(Vocabulary.Kind.WORDS, List.of("a", "b", "a")));

        assertEquals("vocabulary: expected symbols that differ, found \"a\" at 0 and again", error.getMessage());
    }
}
