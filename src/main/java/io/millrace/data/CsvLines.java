package io.millrace.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a CSV file, one at a time; empty ones are passed over. */
final class CsvLines {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final BufferedReader reader;
    private final List<String> columns;
    private List<String> cells = List.of();
    private int line;

    CsvLines(Path file, BufferedReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        String header = readLine();
        if (header == null) {
            throw new MalformedFileException(file, "expected a line of column names, found an empty file");
        }
        columns = split(header.startsWith(BYTE_ORDER_MARK) ? header.substring(1) : header);
    }

    /** Where the column stands. */
    int column(String name) throws MalformedFileException {
        int at = columns.indexOf(name);
        if (at < 0) {
            throw new MalformedFileException(
                    file, line, "expected a column " + name + ", found " + columns + "; name the columns of the file");
        }
        return at;
    }

    boolean next() throws IOException {
        String text = readLine();
        if (text == null) {
            return false;
        }
        cells = split(text);
        if (cells.size() != columns.size()) {
            throw new MalformedFileException(
                    file, line, "expected " + columns.size() + " cells, as in the first line, found " + cells.size());
        }
        return true;
    }

    /** Of the current cells, counted from 1. */
    int line() {
        return line;
    }

    String cell(int column) throws MalformedFileException {
        String cell = cells.get(column);
        if (cell.isEmpty()) {
            throw new MalformedFileException(
                    file, line, "expected something in column " + columns.get(column) + ", found nothing");
        }
        return cell;
    }

    double number(int column) throws MalformedFileException {
        String cell = cell(column);
        double number = parse(cell);
        if (!Double.isFinite(number)) {
            throw new MalformedFileException(
                    file,
                    line,
                    "expected a finite number in column " + columns.get(column) + ", found " + cell
                            + "; correct the line or remove it");
        }
        return number;
    }

    private static double parse(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private String readLine() throws IOException {
        String text;
        do {
            text = reader.readLine();
            line++;
        } while (text != null && text.isBlank());
        return text;
    }

    /** Cells without their quotes and the blanks around them; a doubled quote stands for one. */
    private static List<String> split(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
