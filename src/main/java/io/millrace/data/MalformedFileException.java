package io.millrace.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A file of data that does not say what it should; the message has file, line, what was expected and found, the remedy. */
public final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFileException(Path file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
    }

    MalformedFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    /** What is made of a file's content; where that is refused, the message learns the file's name. */
    static <T> T in(Path file, Supplier<T> made) throws MalformedFileException {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(file, e.getMessage());
        }
    }
}
