package io.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/**
 * The arithmetic of {@code docs/growing.md}: its table follows from the figures that stand there as measured, and how unevenly
 * keys spread over partitions is simulated with Kafka's own hash.
 */
class GrowingUpTest {
    private static final String PAGE = Pages.read(Path.of("docs/growing.md"));
    private static final double MIB = 1 << 20;

    private static double figure(String name) {
        var row = Pattern.compile("(?m)^\\| " + Pattern.quote(name) + "[^|]*\\| ([\\d.,]+)[^|]*\\|")
                .matcher(PAGE);
        assertTrue(row.find(), name);
        return Double.parseDouble(row.group(1).replace(",", ""));
    }

    /** Rows whose first cell is a number. */
    private static List<String> rows(String heading) {
        String section = PAGE.substring(PAGE.indexOf("## " + heading));
        int end = section.indexOf("\n## ", 1);
        return (end < 0 ? section : section.substring(0, end))
                .lines()
                .filter(line -> line.matches("\\| [\\d,]+ \\|.*"))
                .toList();
    }

    private static double cell(String row, int number) {
        return Double.parseDouble(row.split("\\|", -1)[number + 1].strip().replace(",", ""));
    }

    @Test
    void theTableFollowsFromTheFigures() {
        List<String> rows = rows("The arithmetic");
        assertEquals(4, rows.size());
        rows.forEach(row -> assertEquals(reckoned(cell(row, 0), cell(row, 1)), row));
    }

    private static String reckoned(double events, double streams) {
        double busy = figure("busy, at most") * figure("points a second of one loop");
        double loops = Math.max(1, Math.ceil(events * figure("the fullest partition") / busy));
        double pods = Math.ceil(loops / 2);
        double partitions = Math.max(4, 2 * loops);
        double heap = streams / pods * figure("heap of a stream");
        double memory = Math.max(512, Math.ceil((figure("resident memory") + 2 * heap / MIB) / 256) * 256);
        double states = Math.min(events, streams / figure("`checkpoint`")) * figure("bytes of a state");
        return String.format(
                Locale.ROOT,
                "| %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %.1f | %.1f | %.1f | %.1f |",
                events,
                streams,
                loops,
                pods,
                partitions,
                memory,
                events * figure("bytes of a point") / 1e6,
                events * figure("bytes of a prediction, `ahead: 0`") / 1e6,
                states / 1e6,
                streams / pods / figure("states restored"));
    }

    @Test
    void theCostFollowsFromTheTable() {
        String last = rows("The arithmetic").get(3);
        double cores = cell(last, 2);
        double gibibytes = cell(last, 3) * cell(last, 5) / 1024;
        double hourly = cores * figure("a core, an hour") + gibibytes * figure("a GiB of memory, an hour");
        assertTrue(
                PAGE.contains(String.format(
                        Locale.ROOT,
                        "%,.0f cores and %,.0f GiB: %.2f an hour, %,.0f in 30 days",
                        cores,
                        gibibytes,
                        hourly,
                        720 * hourly)),
                () -> String.format(
                        Locale.ROOT,
                        "%,.0f cores and %,.0f GiB: %.2f an hour, %,.0f in 30 days",
                        cores,
                        gibibytes,
                        hourly,
                        720 * hourly));
    }

    @Test
    void keysSpreadAsThePageSays() {
        List<String> rows = rows("How evenly");
        assertTrue(rows.size() >= 5);
        rows.forEach(row -> assertEquals(
                String.format(Locale.ROOT, "%.2f", fullest((int) cell(row, 0), (int) cell(row, 1))),
                String.format(Locale.ROOT, "%.2f", cell(row, 2)),
                row));
    }

    /** Streams, all as busy as each other, over partitions by Kafka's default partitioner: the fullest one's load beside the mean. */
    private static double fullest(int streams, int partitions) {
        int[] held = new int[partitions];
        for (int stream = 0; stream < streams; stream++) {
            byte[] key = ("stream-" + stream).getBytes(UTF_8);
            held[Utils.toPositive(Utils.murmur2(key)) % partitions]++;
        }
        return Arrays.stream(held).max().orElseThrow() / ((double) streams / partitions);
    }
}
