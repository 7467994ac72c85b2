package io.millrace.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file of data that does not say what it should; the message has file, line, what was expected and found, the remedy. */
public final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFileException(Path file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
    }

    MalformedFileException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
