package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Hdf5WriterTest {
    private static Hdf5Reader written(Hdf5Group root) {
        return new Hdf5Reader(Hdf5Writer.write(root));
    }

    @Test
    void textsOfEveryLengthComeBack() {
        String long200k = "{\"größe\": \"✓\"}".repeat(14_000);
        // 4096 bytes hold a heap's header, an object's header and 4064 bytes of text: the edges on both sides.
        for (int length : List.of(0, 1, 7, 8, 9, 4040, 4048, 4056, 4057, 4064, 4065, 65_535, 65_536)) {
            Hdf5Group root =
                    new Hdf5Group().attribute("text", "x".repeat(length)).attribute("long", long200k);
            try (Hdf5Reader file = written(root)) {
                assertEquals("x".repeat(length), file.text("", "text").orElseThrow());
                assertEquals(long200k, file.text("", "long").orElseThrow());
            }
        }
    }

    @Test
    void listsOfTextsComeBackInOrderAlsoTheEmptyOne() {
        List<String> many = IntStream.range(0, 4000).mapToObj(i -> "layer_" + i).toList();
        Hdf5Group root = new Hdf5Group().attribute("many", many);
        root.group("a/b").attribute("none", List.of()).attribute("same", List.of("x", "x"));
        try (Hdf5Reader file = written(root)) {
            assertEquals(Optional.of(many), file.texts("", "many"));
            assertEquals(Optional.of(List.of()), file.texts("a/b", "none"));
            assertEquals(Optional.of(List.of("x", "x")), file.texts("a/b", "same"));
            assertEquals(Optional.empty(), file.texts("a", "none"));
        }
    }

    @Test
    void aListThatKerasSplitIsJoined() {
        Hdf5Group root = new Hdf5Group().attribute("names1", List.of("c")).attribute("names0", List.of("a", "b"));
        try (Hdf5Reader file = written(root)) {
            assertEquals(Optional.of(List.of("a", "b", "c")), file.texts("", "names"));
        }
    }

    @Test
    void arraysComeBackBitByBitWithTheirShapes() {
        float[] odd = {Float.MIN_VALUE, -0f, Float.MAX_VALUE, 1e-42f, 3.1415927f, -1};
        Hdf5Group root = new Hdf5Group()
                .dataset("g/kernel:0", List.of(2, 3), odd)
                .dataset("g/bias:0", List.of(1), new float[] {2})
                .dataset("scalar", List.of(), new float[] {0.5f});
        try (Hdf5Reader file = written(root)) {
            assertEquals(List.of(2, 3), file.array("g/kernel:0").shape());
            assertArrayEquals(odd, file.array("g/kernel:0").values().get());
            assertArrayEquals(new float[] {2}, file.array("g/bias:0").values().get());
            assertEquals(1, file.array("scalar").size());
        }
    }

    @Test
    void aGroupHoldsThousandsOfArrays() {
        Hdf5Group root = new Hdf5Group();
        for (int i = 0; i < 3000; i++) {
            root.dataset("w" + i, List.of(1), new float[] {i});
        }
        try (Hdf5Reader file = written(root)) {
            assertArrayEquals(new float[] {2999}, file.array("w2999").values().get());
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInsteadOfWrittenWrong() {
        Hdf5Group tooMany = new Hdf5Group().attribute("names", Collections.nCopies(5000, "x"));
        Hdf5Group taken = new Hdf5Group().dataset("a", List.of(1), new float[1]);

        assertThrows(IllegalArgumentException.class, () -> Hdf5Writer.write(tooMany));
        assertThrows(IllegalArgumentException.class, () -> taken.dataset("a", List.of(1), new float[1]));
        assertThrows(IllegalArgumentException.class, () -> taken.group("a/b"));
    }
}
