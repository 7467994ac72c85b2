package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryCsvTest {
    private static final TrajectoryCsv CSV = new TrajectoryCsv("id", "i", List.of("y", "x"));

    @TempDir
    Path folder;

    @Test
    void columnsAreFoundByNameAndOthersIgnored() throws IOException {
        Trajectories read = read(CSV, "x,speed,id,i,y", "1,fast,a,0,2", "3,slow,a,1,4");

        assertEquals(List.of("y", "x"), read.features());
        assertArrayEquals(new double[][] {{2, 1}, {4, 3}}, read.pieces().get(0).points());
    }

    @Test
    void interleavedAndUnsortedStreamsComeInOrder() throws IOException {
        Trajectories read = read(CSV, "id,i,x,y", "b,2,0,22", "a,1,0,11", "b,1,0,21", "a,0,0,10");

        assertEquals(List.of("b", "a"), read.streams());
        assertArrayEquals(
                new double[][] {{21, 0}, {22, 0}}, read.pieces().get(0).points());
        assertArrayEquals(
                new double[][] {{10, 0}, {11, 0}}, read.pieces().get(1).points());
        assertEquals(2, read.pieces().get(0).time(1));
    }

    @Test
    void withoutAnOrderColumnTheFilesOrderCounts() throws IOException {
        Trajectories read = read(new TrajectoryCsv("id", null, List.of("x")), "id,x", "a,5", "b,7", "a,6");

        assertArrayEquals(new double[][] {{5}, {6}}, read.pieces().get(0).points());
        assertEquals(1, read.pieces().get(0).time(1));
    }

    @Test
    void quotesBlankLinesAndAByteOrderMarkAreRead() throws IOException {
        Trajectories read = read(CSV, "\uFEFFid,i,x,y", "", "\"a, \"\"b\"\"\",0,\" 1.5\",2e-3", " ");

        assertEquals(List.of("a, \"b\""), read.streams());
        assertArrayEquals(new double[] {0.002, 1.5}, read.pieces().get(0).point(0));
    }

    @Test
    void aMissingColumnIsNamed() {
        assertRefused(":1: expected a column y, found [id, i, x]; name the columns of the file", "id,i,x", "a,0,1");
    }

    @Test
    void aValueThatIsNoFiniteNumberIsRefusedWithItsLine() {
        String remedy = "; correct the line or remove it";
        assertRefused(
                ":3: expected a finite number in column x, found NaN" + remedy, "id,i,x,y", "a,0,1,2", "a,1,NaN,2");
        assertRefused(":2: expected a finite number in column y, found up" + remedy, "id,i,x,y", "a,0,1,up");
        assertRefused(":2: expected something in column y, found nothing", "id,i,x,y", "a,0,1,");
    }

    @Test
    void aShortLineIsRefusedWithItsNumber() {
        assertRefused(":4: expected 4 cells, as in the first line, found 2", "id,i,x,y", "a,0,1,2", "", "a,1");
    }

    @Test
    void anIndexThatComesTwiceIsRefused() {
        assertRefused(
                ":3: expected another i than on line 2 for stream a, found 0.0 again; remove one of the two",
                "id,i,x,y",
                "a,0,1,2",
                "a,0,1,3");
    }

    @Test
    void aFileWithoutPointsIsRefused() {
        assertRefused(": expected a line of column names, found an empty file");
        assertRefused(": expected points below the column names, found none", "id,i,x,y");
    }

    private void assertRefused(String problem, String... lines) {
        MalformedFileException refused = assertThrows(MalformedFileException.class, () -> read(CSV, lines));
        assertEquals(file() + problem, refused.getMessage());
    }

    private Trajectories read(TrajectoryCsv csv, String... lines) throws IOException {
        Files.write(file(), List.of(lines));
        return csv.read(file());
    }

    private Path file() {
        return folder.resolve("points.csv");
    }
}
