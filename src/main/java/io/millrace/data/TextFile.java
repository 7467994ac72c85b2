package io.millrace.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text in UTF-8. Errors: {@link MalformedFileException} in one line. */
public final class TextFile {
    private TextFile() {}

    /** All of it, which must not be empty. */
    public static String read(Path file) throws IOException {
        requireFile(file);
        try {
            String text = Files.readString(file);
            if (text.isEmpty()) {
                throw new MalformedFileException(file, "expected a text, found an empty file");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw notText(file);
        }
    }

    /** Its lines, without blanks around them; empty ones are passed over. */
    static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = reader(file)) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (UncheckedIOException e) {
            throw notText(file);
        }
    }

    static BufferedReader reader(Path file) throws IOException {
        requireFile(file);
        return Files.newBufferedReader(file);
    }

    private static void requireFile(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new MalformedFileException(file, "expected a file, found none that can be read");
        }
    }

    private static MalformedFileException notText(Path file) {
        return new MalformedFileException(file, "expected text in UTF-8, found other bytes");
    }
}
