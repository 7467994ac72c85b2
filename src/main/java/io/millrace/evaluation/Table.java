package io.millrace.evaluation;

import java.util.List;
import java.util.Locale;

/** Rows of cells as lines: the first column to the left, the others to the right, each as wide as its widest cell. */
final class Table {
    private Table() {}

    static String of(List<List<String>> rows) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int width = widths[i] + (i == 0 ? 0 : 2);
                line.append(String.format(Locale.ROOT, "%" + (i == 0 ? -width : width) + "s", row.get(i)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    static List<String> row(String... cells) {
        return List.of(cells);
    }

    static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** 1 − error / the baseline's; a dash where the baseline makes none. */
    static String skill(double skill) {
        return Double.isFinite(skill) ? figure("%.2f", skill) : "-";
    }
}
