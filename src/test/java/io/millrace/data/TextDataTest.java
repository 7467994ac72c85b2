package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.TokenEncoding.Form;
import io.millrace.encoding.Vocabulary;
import io.millrace.encoding.Vocabulary.Kind;
import io.millrace.network.Batch;
import io.millrace.training.TrainingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Text on its way into training. */
class TextDataTest {
    @TempDir
    Path folder;

    private static final TokenEncoding IDS =
            new TokenEncoding(Vocabulary.of(Kind.CHARACTERS, "abcdefghijklmnopqrstuvwxyz"), Form.IDS);

    private static String refusal(Executable wrong) {
        return assertThrows(Exception.class, wrong).getMessage();
    }

    private static int[] upTo(int count) {
        return IntStream.range(0, count).toArray();
    }

    @Test
    void streamsAreEqualPartsAndTheirEndsAreHeldOut() {
        NextTokens parts = NextTokens.streams(upTo(25), IDS, 2, 3, 0.4);

        // Two parts of 12 tokens: 6 steps to learn from, and 3 of the rest, each followed by its next token.
        assertEquals(new TrainingSet.Shape(2, 6, 1, 1, true), parts.training().shape());
        assertEquals(
                new TrainingSet.Shape(2, 3, 1, 1, true),
                parts.validation().orElseThrow().shape());
    }

    @Test
    void aTextThatIsTooShortIsRefusedWithTheRemedy() {
        assertEquals(
                "text: expected at least 51 tokens in each of 10 streams, found 2; take fewer or shorter ones",
                refusal(() -> NextTokens.streams(upTo(20), IDS, 10, 50, 0)));
        assertEquals(
                "text: expected 6 tokens of each stream to hold out, found 5; hold out more",
                refusal(() -> NextTokens.streams(upTo(20), IDS, 1, 5, 0.1)));
        assertEquals(
                "held out: expected a share of at least 0 and below 1, found 1.0",
                refusal(() -> NextTokens.streams(upTo(20), IDS, 1, 5, 1)));
        assertEquals(
                "text: expected more than the 8 tokens of a window, found 4 to learn from or to hold out",
                refusal(() -> NextTokens.windows(upTo(20), IDS, new Windows(8, 4), 0.2)));
    }

    @Test
    void windowsOverlapByTheirStride() {
        NextTokens parts = NextTokens.windows(upTo(20), IDS, new Windows(4, 2), 0.5);
        assertEquals(4, parts.training().shape().sequences()); // from 0, 2, 4 and 5
        assertEquals(4, parts.validation().orElseThrow().shape().sequences());
    }

    @Test
    void aFileIsAClassAndALineAnExample() throws IOException {
        Files.writeString(folder.resolve("b.txt"), "äb\n\n  a \n");
        Files.writeString(folder.resolve("a.txt"), "bab\n");
        Files.writeString(folder.resolve("LICENSE"), "of the others");

        LabelledTexts texts = LabelledTexts.inFolder(folder);
        Vocabulary vocabulary = texts.vocabulary(Kind.CHARACTERS);
        LabelledSequences all = texts.encode(new TokenEncoding(vocabulary, Form.IDS), Padding.POST);

        assertEquals(List.of("bab", "äb", "a"), texts.texts());
        assertArrayEquals(new int[] {0, 1, 1}, all.labels());
        assertEquals(List.of("a", "b", "ä"), vocabulary.symbols());
        assertArrayEquals(new float[] {1, 0, 1, 2, 1, 0, 0, 0, 0}, all.inputs().values());
        assertArrayEquals(new int[] {3, 2, 1}, all.inputs().lengths().orElseThrow());
    }

    @Test
    void aTableHasTextsAndLabels() throws IOException {
        Path csv = Files.writeString(folder.resolve("t.csv"), "label,text\nup,\"one, two\"\ndown,three\n");
        LabelledTexts texts = LabelledTexts.inCsv(csv, "text", "label");
        assertEquals(List.of("one, two", "three"), texts.texts());
        assertEquals(List.of("down", "up"), texts.classes());
        assertEquals(
                csv + ":1: expected a column mood, found [label, text]; name the columns of the file",
                refusal(() -> LabelledTexts.inCsv(csv, "text", "mood")));
    }

    @Test
    void whatIsNoSetOfTextsIsRefusedInOneLine() throws IOException {
        Path one = Files.writeString(folder.resolve("a.txt"), "\n");
        assertEquals(
                folder + ": expected a text file (.txt) for each of at least two classes, found 1",
                refusal(() -> LabelledTexts.inFolder(folder)));
        Path two = Files.writeString(folder.resolve("b.txt"), "x\n");
        assertEquals(
                one + ": expected at least one example of this class, found none",
                refusal(() -> LabelledTexts.inFolder(folder)));
        Files.write(one, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        assertEquals(
                one + ": expected text in UTF-8, found other bytes", refusal(() -> LabelledTexts.inFolder(folder)));
        assertEquals(one + ": expected text in UTF-8, found other bytes", refusal(() -> TextFile.read(one)));
        Files.writeString(two, "");
        assertEquals(two + ": expected a text, found an empty file", refusal(() -> TextFile.read(two)));
        Path csv = Files.writeString(folder.resolve("t.csv"), "label,text\nup,a\nup,b\n");
        assertEquals(
                csv + ": expected at least two classes in column label, found [up]",
                refusal(() -> LabelledTexts.inCsv(csv, "text", "label")));
    }

    @Test
    void paddingStandsBeforeOrBehind() {
        List<float[]> sequences = List.of(new float[] {1, 2}, new float[] {3, 4, 5, 6});
        Batch behind = Padding.POST.pad(sequences, 2, 9);
        Batch before = Padding.PRE.pad(sequences, 2, 9);
        assertArrayEquals(new float[] {1, 2, 9, 9, 3, 4, 5, 6}, behind.values());
        assertArrayEquals(new int[] {1, 2}, behind.lengths().orElseThrow());
        assertArrayEquals(new float[] {9, 9, 1, 2, 3, 4, 5, 6}, before.values());
        assertTrue(before.lengths().isEmpty());
        assertTrue(Padding.POST.pad(List.of(new float[2]), 2, 9).lengths().isEmpty());
        assertEquals(
                "sequence: expected at least one step of 2 numbers, found 3",
                refusal(() -> Padding.POST.pad(List.of(new float[3]), 2, 0)));
    }

    @Test
    void whatNoArrayCanHoldIsRefusedWithTheRemedy() {
        Vocabulary large = new Vocabulary(
                Kind.WORDS, IntStream.range(0, 50_000).mapToObj(i -> "w" + i).toList());
        TokenEncoding oneHot = new TokenEncoding(large, Form.ONE_HOT);
        assertEquals(
                "data: expected at most 2147483639 numbers in all, found 50 sequences of 980 steps of 50000;"
                        + " take fewer or shorter ones, or an Embedding in place of one-hot tokens",
                refusal(() -> NextTokens.streams(upTo(50_000), oneHot, 50, 20, 0)));
    }
}
